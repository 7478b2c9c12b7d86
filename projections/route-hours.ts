import { period } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { RouteHourSummarized } from '../schemas/events/route-hour-summarized.ts';
import { routeTotalsColumns, routeTotalsComputed } from './route-totals.ts';

/** What all vehicles of a route did in each hour. */
export const routeHours = defineSplice({
  name: 'route_hours',
  version: 1,
  doc: 'What all vehicles of a route did in each hour (UTC).',
  of: [RouteHourSummarized],
  columns: { ...routeTotalsColumns, hour: period('Start of the hour, UTC') },
  computed: routeTotalsComputed,
  key: ['route_id', 'hour'],
  partitionBy: 'toYYYYMM(hour)',
  wins: 'newest',
});
