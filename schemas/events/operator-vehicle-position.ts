import { defineEvent } from '../../platform/core/define-event.ts';
import { text } from '../../platform/core/fields.ts';
import { VehiclePositionReported } from './vehicle-position-reported.ts';

/** A position of a vehicle, for the company that operates it and nobody else. */
export const OperatorVehiclePosition = defineEvent({
  name: 'OperatorVehiclePosition',
  version: 1,
  doc: 'A position of a vehicle, in a topic of its own for the company that operates it.',
  topic: 'operator-positions',
  key: 'vehicleId',
  fields: {
    vehicleId: VehiclePositionReported.fields.vehicleId,
    occurredAt: VehiclePositionReported.fields.occurredAt,
    latitude: VehiclePositionReported.fields.latitude,
    longitude: VehiclePositionReported.fields.longitude,
    speedMps: VehiclePositionReported.fields.speedMps,
    headingDeg: VehiclePositionReported.fields.headingDeg,
    odometerM: VehiclePositionReported.fields.odometerM,
    routeId: VehiclePositionReported.fields.routeId,
    tripId: VehiclePositionReported.fields.tripId,
    directionId: VehiclePositionReported.fields.directionId,
    vehicleType: VehiclePositionReported.fields.vehicleType,
    delayS: VehiclePositionReported.fields.delayS,
    occupancy: VehiclePositionReported.fields.occupancy,
    operatorId: text('The company that operates the vehicle'),
  },
  example: {
    eventId: '98f13708-2101-54c4-b568-7be6106a3b84',
    receivedAt: Date.UTC(2016, 10, 25, 17, 53, 41, 250),
    vehicleId: VehiclePositionReported.example.vehicleId,
    occurredAt: VehiclePositionReported.example.occurredAt,
    latitude: VehiclePositionReported.example.latitude,
    longitude: VehiclePositionReported.example.longitude,
    speedMps: VehiclePositionReported.example.speedMps,
    headingDeg: VehiclePositionReported.example.headingDeg,
    odometerM: VehiclePositionReported.example.odometerM,
    routeId: VehiclePositionReported.example.routeId,
    tripId: VehiclePositionReported.example.tripId,
    directionId: VehiclePositionReported.example.directionId,
    vehicleType: VehiclePositionReported.example.vehicleType,
    delayS: VehiclePositionReported.example.delayS,
    occupancy: VehiclePositionReported.example.occupancy,
    operatorId: 'capmetro',
  },
});
