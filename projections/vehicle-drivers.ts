import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleDriverReported } from '../schemas/events/vehicle-driver-reported.ts';
import { reportHistory } from './report-history.ts';

/** Every driver's card that was put into a tachograph or taken out, once; who it is stands there sealed. */
export const vehicleDrivers = defineSplice({
  name: 'vehicle_drivers',
  version: 1,
  doc: 'Every card of a driver that was put in or taken out, once: of two reports of one identity the first in the log.',
  of: [VehicleDriverReported],
  ...reportHistory,
  lowCardinality: ['vehicleId'],
});
