import { int, optional, text, timestamp } from '../platform/core/fields.ts';

/** Two vehicles of one route and direction; of each two there is one pair, the lesser id first. */
export const vehiclePair = {
  routeId: text('GTFS route_id'),
  directionId: optional(int('GTFS direction_id, where the vehicles name it', { minimum: 0, maximum: 1 })),
  vehicleId: text('The vehicle whose id is the lesser text'),
  otherVehicleId: text('The other vehicle'),
  occurredAt: timestamp('When the change was seen; UTC milliseconds'),
};

/** An example of it, with an envelope. */
export const vehiclePairExample = {
  eventId: '3c59dc04-8e88-5024-8be8-079a5c74d079',
  receivedAt: Date.UTC(2016, 10, 25, 18, 31, 30),
  routeId: '1',
  directionId: 1,
  vehicleId: '8940',
  otherVehicleId: '8951',
  occurredAt: Date.UTC(2016, 10, 25, 18, 30),
};
