import { days } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { VehicleDaySummarized } from '../schemas/events/vehicle-day-summarized.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { withDistinct } from './distinct.ts';
import { addSpeeds, NO_SPEEDS, speedsOf, type SpeedTotals } from './speed-totals.ts';
import { addWay, NO_WAY, wayOf, type WayTotals } from './way-totals.ts';
import { vehicleWindow } from './windows.ts';

/** So many routes are told apart: a state must not grow with what a device makes up. */
const MAX_ROUTES = 32;

interface DayTotals extends SpeedTotals, WayTotals {
  /** UTC milliseconds; null before the first minute. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly routeIds: readonly string[];
}

/** What each vehicle did in each day of its own clock: a summary of its minutes. */
export const summarizeVehicleDays = defineSummary({
  name: 'summarize-vehicle-days',
  version: 1,
  doc: 'Adds up the minutes of a vehicle, on whichever routes, to days, with the routes that it named.',
  consumes: VehicleMinuteSummarized,
  emits: VehicleDaySummarized,
  // One report may revise several minutes at once: a day that is past waits for quiet, and says it all in one revision.
  window: { ...vehicleWindow(days(1)), closes: 'quiet' },
  at: ({ minute }) => minute,
  groupBy: () => '',
  initialTotals: (): DayTotals => ({ ...NO_SPEEDS, ...NO_WAY, firstAt: null, lastAt: null, routeIds: [] }),
  add: (totals, minute) => ({
    ...addSpeeds(totals, minute),
    ...addWay(totals, minute),
    firstAt: Math.min(totals.firstAt ?? Infinity, minute.firstAt),
    lastAt: Math.max(totals.lastAt ?? -Infinity, minute.lastAt),
    routeIds:
      minute.routeId === '' ? totals.routeIds : withDistinct(totals.routeIds, minute.routeId, MAX_ROUTES),
  }),
  summarize: ({ key, startsAt, totals, revision, closed }) => ({
    vehicleId: key,
    day: startsAt,
    revision,
    closed,
    ...speedsOf(totals),
    ...wayOf(totals),
    firstAt: totals.firstAt ?? startsAt,
    lastAt: totals.lastAt ?? startsAt,
    routeIds: totals.routeIds,
  }),
});
