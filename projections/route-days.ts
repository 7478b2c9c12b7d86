import { period } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { RouteDaySummarized } from '../schemas/events/route-day-summarized.ts';
import { routeTotalsColumns, routeTotalsComputed } from './route-totals.ts';

/** What all vehicles of a route did in each day. */
export const routeDays = defineSplice({
  name: 'route_days',
  version: 1,
  doc: 'What all vehicles of a route did in each day (UTC).',
  of: [RouteDaySummarized],
  columns: { ...routeTotalsColumns, day: period('Start of the day, UTC') },
  computed: routeTotalsComputed,
  key: ['route_id', 'day'],
  partitionBy: 'toYYYYMM(day)',
  wins: 'newest',
});
