import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';
import { historyKept } from './history-kept.ts';

/** Every report of a stop, once. */
export const vehicleStops = defineSplice({
  name: 'vehicle_stops',
  version: 1,
  doc: 'Every report of a stop, once: arrivals, departures, doors and stops that were passed.',
  of: [VehicleStopReported],
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  keepDays: historyKept,
  lowCardinality: ['vehicleId', 'stopId', 'kind', 'routeId'],
});
