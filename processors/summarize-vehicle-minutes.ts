import { days, minutes, seconds } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { safeSum } from '../platform/core/safe-sum.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { placeOf } from './place-of.ts';

/** When and where a position was taken: UTC milliseconds, degrees. */
type Fix = readonly [at: number, latitude: number, longitude: number];

interface MinuteTotals {
  readonly positions: number;
  readonly speedSumUmps: number;
  readonly speedMaxUmps: number;
  readonly first: Fix | null;
  readonly last: Fix | null;
}

/** What each vehicle did on each route in each minute of its own clock. */
export const summarizeVehicleMinutes = defineSummary({
  name: 'summarize-vehicle-minutes',
  version: 1,
  doc: 'Counts the positions of a vehicle on a route in a minute, and sums their speeds in whole micrometres a second.',
  consumes: VehiclePositionReported,
  emits: VehicleMinuteSummarized,
  window: {
    sizeMs: minutes(1),
    graceMs: seconds(30),
    quietMs: seconds(5),
    runningEveryMs: seconds(2),
    closes: 'own-events',
    horizonMs: days(2),
  },
  at: ({ occurredAt }) => occurredAt,
  groupBy: ({ routeId }) => routeId ?? '',
  initialTotals: (): MinuteTotals => ({
    positions: 0,
    speedSumUmps: 0,
    speedMaxUmps: 0,
    first: null,
    last: null,
  }),
  add: (totals, report) => {
    const { occurredAt, speedMps } = report;
    const { latitude, longitude } = placeOf(report);
    const speedUmps = Math.round(speedMps * 1e6);
    const fix: Fix = [occurredAt, latitude, longitude];
    return {
      positions: totals.positions + 1,
      speedSumUmps: safeSum(totals.speedSumUmps, speedUmps),
      speedMaxUmps: Math.max(totals.speedMaxUmps, speedUmps),
      first: totals.first === null || isBefore(fix, totals.first) ? fix : totals.first,
      last: totals.last === null || isBefore(totals.last, fix) ? fix : totals.last,
    };
  },
  summarize: ({ key, group, startsAt, totals, before, revision, closed }) => {
    const [firstAt, firstLatitude, firstLongitude] = totals.first ?? failWithoutFix();
    const [lastAt, lastLatitude, lastLongitude] = totals.last ?? failWithoutFix();
    return {
      vehicleId: key,
      routeId: group,
      minute: startsAt,
      revision,
      closed,
      positions: totals.positions,
      speedSumUmps: totals.speedSumUmps,
      speedMaxUmps: totals.speedMaxUmps,
      firstAt,
      firstLatitude,
      firstLongitude,
      lastAt,
      lastLatitude,
      lastLongitude,
      positionsAdded: totals.positions - before.positions,
      speedSumAddedUmps: totals.speedSumUmps - before.speedSumUmps,
    };
  },
});

/** By time; fixes of one instant by place, so that the order of arrival decides nothing. */
function isBefore(a: Fix, b: Fix): boolean {
  if (a[0] !== b[0]) return a[0] < b[0];
  return a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2];
}

function failWithoutFix(): never {
  throw new Error('a minute without positions is never stated');
}
