import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleSignalReported } from '../schemas/events/vehicle-signal-reported.ts';
import { historyKept } from './history-kept.ts';

/** Every value that a sensor measured, once. */
export const vehicleSignals = defineSplice({
  name: 'vehicle_signals',
  version: 1,
  doc: 'Every value that a sensor of a vehicle measured, once.',
  of: [VehicleSignalReported],
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  keepDays: historyKept,
  lowCardinality: ['vehicleId', 'code', 'unit'],
});
