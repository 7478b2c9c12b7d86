import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleSignalReported } from '../schemas/events/vehicle-signal-reported.ts';
import { reportHistory } from './report-history.ts';

/** Every value that a sensor measured, once. */
export const vehicleSignals = defineSplice({
  name: 'vehicle_signals',
  version: 1,
  doc: 'Every value that a sensor of a vehicle measured, once.',
  of: [VehicleSignalReported],
  ...reportHistory,
  lowCardinality: ['vehicleId', 'code', 'unit'],
});
