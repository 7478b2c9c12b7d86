import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';
import { reportHistory } from './report-history.ts';

/** Every report of a stop, once. */
export const vehicleStops = defineSplice({
  name: 'vehicle_stops',
  version: 1,
  doc: 'Every report of a stop, once: arrivals, departures, doors and stops that were passed.',
  of: [VehicleStopReported],
  ...reportHistory,
  lowCardinality: ['vehicleId', 'stopId', 'kind', 'routeId'],
});
