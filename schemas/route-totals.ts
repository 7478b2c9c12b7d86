import { boolean, int, text } from '../platform/core/fields.ts';
import { speedTotals } from './speed-totals.ts';
import { wayTotals } from './way-totals.ts';

/** What is said of a route in every period; the period itself is the event's own field. */
export const routeTotals = {
  routeId: text('GTFS route_id; empty for vehicles without a route', 0),
  revision: int('1 for the first statement of this period'),
  closed: boolean('Whether the period has passed; a late report may still revise it'),
  ...speedTotals,
  ...wayTotals,
  vehicles: int('Distinct vehicles that reported a position'),
};

/** An example of them, with an envelope. */
export const routeTotalsExample = {
  eventId: '7d793037-a076-5868-9c4d-6f7d6f1f4b2e',
  receivedAt: Date.UTC(2016, 10, 25, 18, 0, 32),
  routeId: '1',
  revision: 3,
  closed: false,
  positions: 412,
  speedSumUmps: 2946887680,
  speedMaxUmps: 17881600,
  speedHistogram: [61, 18, 34, 57, 74, 66, 48, 31, 19, 4, 0, 0, 0],
  distanceMm: 29134725,
  movingMs: 3562000,
  standingMs: 498000,
  vehicles: 14,
};
