import {
  float64,
  instant,
  lowCardinality,
  nullable,
  string,
  uuidColumn,
  type RowOf,
} from '../platform/core/columns.ts';
import type { DataOf } from '../platform/core/define-event.ts';
import { defineProjection } from '../platform/core/define-projection.ts';
import { FaultCleared } from '../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../schemas/events/fault-raised.ts';
import { VehicleStatusChanged } from '../schemas/events/vehicle-status-changed.ts';

const columns = {
  vehicle_id: lowCardinality('The vehicle'),
  occurred_at: instant('When the change happened, UTC'),
  event_id: uuidColumn('Name-based UUID of the identity of the change'),
  received_at: instant('When the report that caused it was received, UTC'),
  change: lowCardinality('What changed: status, fault-raised or fault-cleared'),
  status: nullable(lowCardinality('The new status: moving, idling, stopped or silent; null for a fault')),
  previous: nullable(lowCardinality('The status before; null for the first one and for a fault')),
  code: nullable(string('Fault code; null for a status')),
  severity: nullable(lowCardinality('How grave the fault is: info, warning or critical; null for a status')),
  since: nullable(instant('When the status before began, or when the fault was raised, UTC')),
  latitude: nullable(float64('Latitude of the last position, degrees north, WGS 84; null for a fault')),
  longitude: nullable(float64('Longitude of the last position, degrees east, WGS 84; null for a fault')),
  route_id: nullable(lowCardinality('GTFS route_id of the last position; null for a fault')),
};

/** Every change that was detected on a vehicle: of its status, and faults raised and cleared. */
export const vehicleChanges = defineProjection({
  name: 'vehicle_changes',
  version: 1,
  doc: 'Every change that was detected on a vehicle: of its status, and faults raised and cleared.',
  of: [VehicleStatusChanged, FaultRaised, FaultCleared],
  columns,
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  on: {
    VehicleStatusChanged: (event) => ({
      vehicle_id: event.vehicleId,
      occurred_at: event.occurredAt,
      event_id: event.eventId,
      received_at: event.receivedAt,
      change: 'status',
      status: event.status,
      previous: event.previous,
      code: null,
      severity: null,
      since: event.since,
      latitude: event.latitude,
      longitude: event.longitude,
      route_id: event.routeId,
    }),
    FaultRaised: (event) => faultRow('fault-raised', event),
    FaultCleared: (event) => faultRow('fault-cleared', event),
  },
});

function faultRow(change: string, event: DataOf<typeof FaultRaised>): RowOf<typeof columns> {
  return {
    vehicle_id: event.vehicleId,
    occurred_at: event.occurredAt,
    event_id: event.eventId,
    received_at: event.receivedAt,
    change,
    status: null,
    previous: null,
    code: event.code,
    severity: event.severity,
    since: event.raisedAt,
    latitude: null,
    longitude: null,
    route_id: null,
  };
}
