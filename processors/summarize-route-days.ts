import { days } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { RouteDaySummarized } from '../schemas/events/route-day-summarized.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { addVehicleMinute, noRouteTotals, routeStatement } from './route-totals.ts';
import { laterWindow } from './windows.ts';

/** What all vehicles of a route did in each day: second stage, keyed by route. */
export const summarizeRouteDays = defineSummary({
  name: 'summarize-route-days',
  version: 1,
  doc: 'Adds up the minutes of all vehicles of a route to days, with the number of distinct vehicles.',
  consumes: VehicleMinuteSummarized,
  emits: RouteDaySummarized,
  window: laterWindow(days(1)),
  at: ({ minute }) => minute,
  groupBy: () => '',
  initialTotals: noRouteTotals,
  add: addVehicleMinute,
  summarize: (window) => ({ ...routeStatement(window), day: window.startsAt }),
});
