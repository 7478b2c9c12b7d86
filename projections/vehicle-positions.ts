import { defineSplice } from '../platform/core/define-projection.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { reportHistory } from './report-history.ts';

/** Every position that a vehicle reported, once. */
export const vehiclePositions = defineSplice({
  name: 'vehicle_positions',
  version: 1,
  doc: 'Every position that a vehicle reported, once: of two reports of one identity the first in the log.',
  of: [VehiclePositionReported],
  ...reportHistory,
  lowCardinality: ['vehicleId', 'routeId', 'operatorId', 'vehicleType'],
});
