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
import type { ValuesOf } from '../platform/core/fields.ts';
import { FaultCleared } from '../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../schemas/events/fault-raised.ts';
import { FaultUnresolved } from '../schemas/events/fault-unresolved.ts';
import { RouteChanged } from '../schemas/events/route-changed.ts';
import { SpeedingEnded } from '../schemas/events/speeding-ended.ts';
import { SpeedingStarted } from '../schemas/events/speeding-started.ts';
import { VehicleReturned } from '../schemas/events/vehicle-returned.ts';
import { VehicleStatusChanged } from '../schemas/events/vehicle-status-changed.ts';
import { VehicleWentSilent } from '../schemas/events/vehicle-went-silent.ts';
import { ZoneEntered } from '../schemas/events/zone-entered.ts';
import { ZoneLeft } from '../schemas/events/zone-left.ts';
import type { vehicleChange } from '../schemas/vehicle-change.ts';

const columns = {
  vehicle_id: lowCardinality('The vehicle'),
  occurred_at: instant('When the change happened, UTC'),
  event_id: uuidColumn('Name-based UUID of the identity of the change'),
  received_at: instant('When the report that caused it was received, UTC'),
  change: lowCardinality(
    'What changed: status, route, fault-raised, fault-cleared, fault-unresolved, speeding-started, speeding-ended, zone-entered, zone-left, silent or returned',
  ),
  status: nullable(
    lowCardinality('The new status: moving, idling, stopped or silent; null but for a status'),
  ),
  previous: nullable(lowCardinality('The status, or the route, before; null for the first one')),
  code: nullable(string('Fault code; null but for a fault')),
  severity: nullable(
    lowCardinality('How grave the fault is: info, warning or critical; null but for a fault'),
  ),
  since: nullable(
    instant(
      'When what has now ended began: the status before, the fault, the speeding, the stay in the zone, or the silence; for silent the last report, UTC',
    ),
  ),
  latitude: nullable(float64('Latitude of the position at which it was seen, degrees north, WGS 84')),
  longitude: nullable(float64('Longitude of the position at which it was seen, degrees east, WGS 84')),
  route_id: nullable(lowCardinality('GTFS route_id of that position; for a route the new one')),
  zone_id: nullable(lowCardinality('The zone that was entered or left, as the rules name it')),
  speed_mps: nullable(
    float64('Speed at which speeding began, or its greatest when it ended, metres a second'),
  ),
  limit_mps: nullable(float64('Greatest speed that was allowed, metres a second')),
};

type Row = RowOf<typeof columns>;

/** Every change that was detected on a vehicle. */
export const vehicleChanges = defineProjection({
  name: 'vehicle_changes',
  version: 1,
  doc: 'Every change that was detected on a vehicle: of its status, route and zones, its faults, speeding and silence.',
  of: [
    VehicleStatusChanged,
    RouteChanged,
    FaultRaised,
    FaultCleared,
    FaultUnresolved,
    SpeedingStarted,
    SpeedingEnded,
    ZoneEntered,
    ZoneLeft,
    VehicleWentSilent,
    VehicleReturned,
  ],
  columns,
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  on: {
    VehicleStatusChanged: (event) => ({
      ...seenRow('status', event),
      status: event.status,
      previous: event.previous,
      since: event.since,
    }),
    RouteChanged: (event) => ({ ...seenRow('route', event), previous: event.fromRouteId }),
    FaultRaised: (event) => faultRow('fault-raised', event),
    FaultCleared: (event) => faultRow('fault-cleared', event),
    FaultUnresolved: (event) => faultRow('fault-unresolved', event),
    SpeedingStarted: (event) => ({
      ...seenRow('speeding-started', event),
      speed_mps: event.speedMps,
      limit_mps: event.limitMps,
    }),
    SpeedingEnded: (event) => ({
      ...seenRow('speeding-ended', event),
      since: event.startedAt,
      speed_mps: event.maxSpeedMps,
      limit_mps: event.limitMps,
    }),
    ZoneEntered: (event) => ({ ...seenRow('zone-entered', event), zone_id: event.zoneId }),
    ZoneLeft: (event) => ({
      ...seenRow('zone-left', event),
      zone_id: event.zoneId,
      since: event.enteredAt,
    }),
    VehicleWentSilent: (event) => ({ ...changeRow('silent', event), since: event.lastReportAt }),
    VehicleReturned: (event) => ({ ...changeRow('returned', event), since: event.silentSince }),
  },
});

interface Change {
  readonly vehicleId: string;
  readonly occurredAt: number;
  readonly eventId: string;
  readonly receivedAt: number;
}

/** What every change has; the rest is null. */
const changeRow = (change: string, event: Change): Row => ({
  vehicle_id: event.vehicleId,
  occurred_at: event.occurredAt,
  event_id: event.eventId,
  received_at: event.receivedAt,
  change,
  status: null,
  previous: null,
  code: null,
  severity: null,
  since: null,
  latitude: null,
  longitude: null,
  route_id: null,
  zone_id: null,
  speed_mps: null,
  limit_mps: null,
});

const seenRow = (change: string, event: Change & ValuesOf<typeof vehicleChange>): Row => ({
  ...changeRow(change, event),
  latitude: event.latitude,
  longitude: event.longitude,
  route_id: event.routeId,
});

const faultRow = (change: string, event: DataOf<typeof FaultRaised>): Row => ({
  ...changeRow(change, event),
  code: event.code,
  severity: event.severity,
  since: event.raisedAt,
});
