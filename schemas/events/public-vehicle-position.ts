import { defineEvent } from '../../platform/core/define-event.ts';
import { double, timestamp } from '../../platform/core/fields.ts';
import { VehiclePositionReported } from './vehicle-position-reported.ts';

/** Where a vehicle is, roughly, for everybody: it has no field for what is internal. */
export const PublicVehiclePosition = defineEvent({
  name: 'PublicVehiclePosition',
  version: 1,
  doc: 'Where a vehicle is, roughly, for everybody: it has no field for what is internal.',
  topic: 'public-vehicle-positions',
  key: 'vehicleId',
  fields: {
    vehicleId: VehiclePositionReported.fields.vehicleId,
    routeId: VehiclePositionReported.fields.routeId,
    tripId: VehiclePositionReported.fields.tripId,
    directionId: VehiclePositionReported.fields.directionId,
    vehicleType: VehiclePositionReported.fields.vehicleType,
    delayS: VehiclePositionReported.fields.delayS,
    occurredAt: timestamp('When it was there, to the second; UTC milliseconds'),
    latitude: double('Degrees north, WGS 84, to three decimals', { minimum: -90, maximum: 90 }),
    longitude: double('Degrees east, WGS 84, to three decimals', { minimum: -180, maximum: 180 }),
  },
  example: {
    eventId: '1f0e3dad-9990-5345-b743-9f8ffabdffc4',
    receivedAt: Date.UTC(2016, 10, 25, 17, 53, 41, 250),
    vehicleId: VehiclePositionReported.example.vehicleId,
    routeId: VehiclePositionReported.example.routeId,
    tripId: VehiclePositionReported.example.tripId,
    directionId: VehiclePositionReported.example.directionId,
    vehicleType: VehiclePositionReported.example.vehicleType,
    delayS: VehiclePositionReported.example.delayS,
    occurredAt: Date.UTC(2016, 10, 25, 17, 53, 40),
    latitude: 30.422,
    longitude: -97.666,
  },
});
