import { double, int, optional, text } from '../../platform/core/fields.ts';
import { defineTelemetryEvent } from '../telemetry-event.ts';
import { vehicleType } from '../vehicle-type.ts';

/** A vehicle said where it is and how fast it goes. */
export const VehiclePositionReported = defineTelemetryEvent({
  name: 'VehiclePositionReported',
  version: 1,
  doc: 'A vehicle said where it is and how fast it goes.',
  fields: {
    latitude: double('Degrees north, WGS 84', { minimum: -90, maximum: 90 }),
    longitude: double('Degrees east, WGS 84', { minimum: -180, maximum: 180 }),
    speedMps: double('Speed over ground, metres a second'),
    headingDeg: optional(double('Degrees clockwise from true north', { minimum: 0, maximum: 360 })),
    odometerM: optional(double('Distance driven in the life of the vehicle, metres', { minimum: 0 })),
    routeId: optional(text('GTFS route_id', 0)),
    tripId: optional(text('GTFS trip_id', 0)),
    directionId: optional(int('GTFS direction_id', { minimum: 0, maximum: 1 })),
    operatorId: optional(text('The company that operates the vehicle')),
    vehicleType: optional(vehicleType),
    delayS: optional(int('Behind schedule, seconds; negative when early')),
    occupancy: optional(int('Passengers on board', { minimum: 0 })),
  },
  example: {
    latitude: 30.421946,
    longitude: -97.665924,
    speedMps: 7.15264,
    headingDeg: 181.5,
    odometerM: 182340.5,
    routeId: '1',
    tripId: '1669591',
    directionId: 1,
    operatorId: 'capmetro',
    vehicleType: 'bus',
    delayS: 42,
    occupancy: 17,
  },
});
