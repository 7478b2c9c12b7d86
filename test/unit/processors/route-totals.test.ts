import { describe, expect, test } from 'vitest';
import { days, hours, minutes, seconds } from '../../../platform/core/durations.ts';
import type { Fold } from '../../../platform/core/define-set.ts';
import { summarizeRouteDays } from '../../../processors/summarize-route-days.ts';
import { summarizeRouteHours } from '../../../processors/summarize-route-hours.ts';
import { givenTo, type Expected } from '../../support/given.ts';
import { minuteOf, tick, type Said } from '../../support/said.ts';

const day = Date.UTC(2016, 10, 25);

interface Period {
  readonly fold: Fold;
  readonly type: string;
  readonly field: string;
  readonly sizeMs: number;
  readonly startsAt: number;
}

const periods: readonly Period[] = [
  {
    fold: summarizeRouteHours,
    type: 'RouteHourSummarized',
    field: 'hour',
    sizeMs: hours(1),
    startsAt: day + hours(17),
  },
  { fold: summarizeRouteDays, type: 'RouteDaySummarized', field: 'day', sizeMs: days(1), startsAt: day },
];

/** The tick of a first stage of one task. */
const passed = (slotAt: number, sourcePartition = 0, sourcePartitions = 1): Said =>
  tick(slotAt, { source: 'vehicles-v1', sourcePartition, sourcePartitions });

/** A minute with what a revision added, received as it happened. */
const gained = (said: {
  readonly minute: number;
  readonly positionsAdded: number;
  readonly speedSumAddedUmps: number;
  readonly vehicleId?: string;
  readonly revision?: number;
  readonly speedMaxUmps?: number;
  readonly receivedAt?: number;
}): Said => minuteOf({ positions: 999, speedSumUmps: 999_999, ...said });

describe.each(periods)('$fold.name', ({ fold, type, field, sizeMs, startsAt }) => {
  const given = givenTo(fold);
  const end = startsAt + sizeMs;
  const closing = passed(end + seconds(90));

  test('adds what each revision added, whatever its totals, and counts vehicles once', () => {
    given([
      gained({
        minute: startsAt,
        positionsAdded: 4,
        speedSumAddedUmps: 40,
        vehicleId: 'b',
        speedMaxUmps: 15,
      }),
      gained({
        minute: startsAt,
        positionsAdded: 2,
        speedSumAddedUmps: 50,
        vehicleId: 'b',
        revision: 2,
        speedMaxUmps: 25,
      }),
      gained({
        minute: end - minutes(1),
        positionsAdded: 1,
        speedSumAddedUmps: 9,
        vehicleId: 'a',
        speedMaxUmps: 9,
      }),
      closing,
    ]).then([
      {
        type,
        routeId: '1',
        [field]: startsAt,
        revision: 1,
        closed: true,
        positions: 7,
        speedSumUmps: 99,
        speedMaxUmps: 25,
        vehicles: 2,
      },
    ]);
  });

  test('adds the way and the positions by speed that each revision added; less of it takes away', () => {
    const bins = (first: number, last: number): number[] => [first, ...Array<number>(11).fill(0), last];
    const way = (distanceAddedMm: number, movingAddedMs: number, standingAddedMs: number) => ({
      distanceAddedMm,
      movingAddedMs,
      standingAddedMs,
    });
    given([
      minuteOf({ minute: startsAt, speedHistogramAdded: bins(3, 1), ...way(7000, 30_000, 20_000) }),
      minuteOf({
        minute: startsAt,
        revision: 3,
        speedHistogramAdded: bins(0, 2),
        ...way(-500, 100, -20_000),
      }),
      closing,
    ]).then([
      { type, distanceMm: 6500, movingMs: 30_100, standingMs: 0, speedHistogram: bins(3, 3), closed: true },
    ]);
  });

  test('the same minutes in another order end in the same totals', () => {
    const said = ['a', 'b', 'a', 'c'].map((vehicleId, index) =>
      gained({ minute: startsAt + minutes(index), positionsAdded: index, speedSumAddedUmps: 7, vehicleId }),
    );
    const totals = (log: readonly Said[]): Expected[] =>
      given([...log, closing]).events.map((event) => ({ ...event, eventId: '', receivedAt: 0 }));
    expect(totals([...said].reverse())).toEqual(totals(said));
  });

  test('periods and routes are apart', () => {
    given([
      minuteOf({ minute: end, routeId: '2' }),
      minuteOf({ minute: end - 60_000, routeId: '2' }),
      minuteOf({ minute: startsAt, routeId: '' }),
      passed(end + sizeMs + seconds(90)),
    ]).then([
      { type, routeId: '', [field]: startsAt },
      { type, routeId: '2', [field]: startsAt },
      { type, routeId: '2', [field]: end },
    ]);
  });

  test('running values come with revisions; the closing one may add nothing', () => {
    given([
      gained({ minute: startsAt, positionsAdded: 4, speedSumAddedUmps: 40 }),
      passed(startsAt + seconds(62)),
      passed(startsAt + seconds(64)),
      gained({ minute: startsAt, positionsAdded: 1, speedSumAddedUmps: 5, revision: 2 }),
      passed(startsAt + seconds(66)),
      closing,
    ]).then([
      { type, revision: 1, closed: false, positions: 4 },
      { type, revision: 2, closed: false, positions: 5 },
      { type, revision: 3, closed: true, positions: 5 },
    ]);
  });

  test('nothing is late: a closed period opens again, and closes when it is quiet', () => {
    const receivedAt = end + days(9);
    given([
      gained({ minute: startsAt, positionsAdded: 4, speedSumAddedUmps: 40 }),
      closing,
      gained({ minute: startsAt, positionsAdded: 1, speedSumAddedUmps: 1, revision: 2, receivedAt }),
      passed(receivedAt + seconds(4)),
      passed(receivedAt + seconds(5)),
    ]).then([
      { type, revision: 1, closed: true, positions: 4 },
      { type, revision: 2, closed: false, positions: 5 },
      { type, revision: 3, closed: true, positions: 5 },
    ]);
  });

  test('time is the least over all tasks of the first stage', () => {
    const minute = gained({ minute: startsAt, positionsAdded: 4, speedSumAddedUmps: 40 });
    given([minute, passed(end + hours(1), 0, 2)]).then([]);
    given([minute, passed(end + hours(1), 0, 2), passed(startsAt, 1, 2)]).then([{ type, closed: false }]);
    given([minute, passed(end + hours(1), 0, 2), passed(end + seconds(90), 1, 2)]).then([
      { type, closed: true },
    ]);
  });

  test('a sum beyond the safe integers is a dead letter, never a wrong sum, and leaves no trace', () => {
    const { dead } = given([
      gained({ minute: startsAt, positionsAdded: 1, speedSumAddedUmps: 2 }),
      gained({ minute: startsAt, positionsAdded: 1, speedSumAddedUmps: Number.MAX_SAFE_INTEGER - 1 }),
      closing,
    ]).then([{ type, positions: 1, speedSumUmps: 2 }]);
    expect(dead).toHaveLength(1);
    expect(dead[0]?.headers?.['dead-reason']).toMatch(/safe integers/);
  });
});
