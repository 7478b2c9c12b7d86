import { double, text, timestamp } from '../platform/core/fields.ts';

/** What is said of every change that was seen in the positions of a vehicle. */
export const vehicleChange = {
  vehicleId: text('The vehicle'),
  occurredAt: timestamp("When the change happened, by the device's clock; UTC milliseconds"),
  latitude: double('Latitude of the position at which it was seen, degrees'),
  longitude: double('Longitude of the position at which it was seen, degrees'),
  routeId: text('GTFS route_id of that position; empty where it named none', 0),
};

/** An example of it, with an envelope. */
export const vehicleChangeExample = {
  eventId: 'aab32389-22bc-525a-af60-6eb525ffdc56',
  receivedAt: Date.UTC(2016, 10, 25, 18, 4, 1),
  vehicleId: '8940',
  occurredAt: Date.UTC(2016, 10, 25, 18, 4),
  latitude: 30.41463,
  longitude: -97.689514,
  routeId: '1',
};
