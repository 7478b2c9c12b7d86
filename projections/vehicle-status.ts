import { float64, instant, lowCardinality, nullable, uuidColumn } from '../platform/core/columns.ts';
import { defineProjection } from '../platform/core/define-projection.ts';
import { VehicleStatusChanged } from '../schemas/events/vehicle-status-changed.ts';

/** The latest status of each vehicle; right because status changes are emitted in the order of `occurredAt`. */
export const vehicleStatus = defineProjection({
  name: 'vehicle_status',
  version: 1,
  doc: 'The latest status of each vehicle, and where it was when that status began.',
  of: [VehicleStatusChanged],
  columns: {
    vehicle_id: lowCardinality('The vehicle'),
    status: lowCardinality('moving, idling, stopped or silent'),
    occurred_at: instant('When this status began, UTC'),
    previous: nullable(lowCardinality('The status before; null for the first')),
    latitude: float64('Latitude of the last position, degrees north, WGS 84'),
    longitude: float64('Longitude of the last position, degrees east, WGS 84'),
    route_id: lowCardinality('GTFS route_id of the last position; empty where it named none'),
    event_id: uuidColumn('Name-based UUID of the identity of the change'),
    received_at: instant('When the report that caused it was received, UTC'),
  },
  key: ['vehicle_id'],
  partitionBy: 'tuple()',
  wins: 'newest',
  on: {
    VehicleStatusChanged: (event) => ({
      vehicle_id: event.vehicleId,
      status: event.status,
      occurred_at: event.occurredAt,
      previous: event.previous,
      latitude: event.latitude,
      longitude: event.longitude,
      route_id: event.routeId,
      event_id: event.eventId,
      received_at: event.receivedAt,
    }),
  },
});
