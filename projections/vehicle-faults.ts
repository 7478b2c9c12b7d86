import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { reportHistory } from './report-history.ts';

/** Every report of a fault, once. */
export const vehicleFaults = defineSplice({
  name: 'vehicle_faults',
  version: 1,
  doc: 'Every report of a fault, once: that a code is, or is no longer, active. What changed is in `vehicle_changes`.',
  of: [VehicleFaultReported],
  ...reportHistory,
  lowCardinality: ['vehicleId', 'code', 'severity'],
});
