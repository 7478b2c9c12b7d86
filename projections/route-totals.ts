import { lowCardinality, uint32, type RowOf } from '../platform/core/columns.ts';
import type { ValuesOf } from '../platform/core/fields.ts';
import type { routeTotals } from '../schemas/route-totals.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedRow, speedsInMps } from './speed-columns.ts';
import { wayColumns, wayInMetresAndSeconds, wayRow } from './way-columns.ts';

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

type RouteTotals = ValuesOf<typeof routeTotals>;

/** The values of those columns. */
export const routeTotalsRow = (event: RouteTotals): RowOf<typeof routeTotalsColumns> => ({
  route_id: event.routeId,
  revision: event.revision,
  closed: event.closed,
  ...speedRow(event),
  ...wayRow(event),
  vehicles: event.vehicles,
});
