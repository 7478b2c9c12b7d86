import { hours } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { RouteHourSummarized } from '../schemas/events/route-hour-summarized.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { addVehicleMinute, noRouteTotals, routeStatement } from './route-totals.ts';
import { laterWindow } from './windows.ts';

/** What all vehicles of a route did in each hour: second stage, keyed by route. */
export const summarizeRouteHours = defineSummary({
  name: 'summarize-route-hours',
  version: 1,
  doc: 'Adds up the minutes of all vehicles of a route to hours, with the number of distinct vehicles.',
  consumes: VehicleMinuteSummarized,
  emits: RouteHourSummarized,
  window: laterWindow(hours(1)),
  at: ({ minute }) => minute,
  groupBy: () => '',
  initialTotals: noRouteTotals,
  add: addVehicleMinute,
  summarize: (window) => ({ ...routeStatement(window), hour: window.startsAt }),
});
