import { lowCardinality, uint32 } from '../platform/core/columns.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedsInMps } from './speed-columns.ts';
import { wayColumns, wayInMetresAndSeconds } from './way-columns.ts';

/** What is told of a route in every period; the period itself is the table's own column. */
export const routeTotalsColumns = {
  route_id: lowCardinality('GTFS route_id; empty for vehicles without a route'),
  ...revisionColumns,
  ...speedColumns,
  ...wayColumns,
  vehicles: uint32('Distinct vehicles that reported a position; not to be added over periods'),
};

/** What readers see of them besides. */
export const routeTotalsComputed = { ...speedsInMps, ...wayInMetresAndSeconds };
