import { defineEvent } from '../../platform/core/define-event.ts';
import { text } from '../../platform/core/fields.ts';
import { VehiclePositionReported } from './vehicle-position-reported.ts';

/** Where a vehicle was last seen: one of its positions every so many seconds. */
export const VehiclePositionSampled = defineEvent({
  name: 'VehiclePositionSampled',
  version: 1,
  doc: 'Where a vehicle was last seen: the latest of its positions every so many seconds.',
  topic: 'sampled-positions',
  key: 'routeId',
  fields: {
    vehicleId: VehiclePositionReported.fields.vehicleId,
    occurredAt: VehiclePositionReported.fields.occurredAt,
    latitude: VehiclePositionReported.fields.latitude,
    longitude: VehiclePositionReported.fields.longitude,
    speedMps: VehiclePositionReported.fields.speedMps,
    headingDeg: VehiclePositionReported.fields.headingDeg,
    tripId: VehiclePositionReported.fields.tripId,
    directionId: VehiclePositionReported.fields.directionId,
    operatorId: VehiclePositionReported.fields.operatorId,
    vehicleType: VehiclePositionReported.fields.vehicleType,
    delayS: VehiclePositionReported.fields.delayS,
    occupancy: VehiclePositionReported.fields.occupancy,
    routeId: text('GTFS route_id; empty where the vehicle named none', 0),
  },
  example: {
    eventId: '6f4922f4-5568-561a-8cdf-4ad2299f6d23',
    receivedAt: Date.UTC(2016, 10, 25, 17, 53, 41, 250),
    vehicleId: VehiclePositionReported.example.vehicleId,
    occurredAt: VehiclePositionReported.example.occurredAt,
    latitude: VehiclePositionReported.example.latitude,
    longitude: VehiclePositionReported.example.longitude,
    speedMps: VehiclePositionReported.example.speedMps,
    headingDeg: VehiclePositionReported.example.headingDeg,
    tripId: VehiclePositionReported.example.tripId,
    directionId: VehiclePositionReported.example.directionId,
    operatorId: VehiclePositionReported.example.operatorId,
    vehicleType: VehiclePositionReported.example.vehicleType,
    delayS: VehiclePositionReported.example.delayS,
    occupancy: VehiclePositionReported.example.occupancy,
    routeId: '1',
  },
});
