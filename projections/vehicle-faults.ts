import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { historyKept } from './history-kept.ts';

/** Every report of a fault, once. */
export const vehicleFaults = defineSplice({
  name: 'vehicle_faults',
  version: 1,
  doc: 'Every report of a fault, once: that a code is, or is no longer, active. What changed is in `vehicle_changes`.',
  of: [VehicleFaultReported],
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  keepDays: historyKept,
  lowCardinality: ['vehicleId', 'code', 'severity'],
});
