import { defineSplice } from '../platform/core/define-projection.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { historyKept } from './history-kept.ts';

/** Every position that a vehicle reported, once. */
export const vehiclePositions = defineSplice({
  name: 'vehicle_positions',
  version: 1,
  doc: 'Every position that a vehicle reported, once: of two reports of one identity the first in the log.',
  of: [VehiclePositionReported],
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  keepDays: historyKept,
  lowCardinality: ['vehicleId', 'routeId', 'operatorId', 'vehicleType'],
});
