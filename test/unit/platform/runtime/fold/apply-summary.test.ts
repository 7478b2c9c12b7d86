import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { defineSummary } from '../../../../../platform/core/define-summary.ts';
import { days, hours, minutes, seconds } from '../../../../../platform/core/durations.ts';
import { summarizeVehicleMinutes } from '../../../../../processors/summarize-vehicle-minutes.ts';
import { RouteHourSummarized } from '../../../../../schemas/events/route-hour-summarized.ts';
import { VehicleMinuteSummarized } from '../../../../../schemas/events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from '../../../../../schemas/events/vehicle-position-reported.ts';
import { asLog, foldLog, type FoldPlan } from '../../../../support/fold-log.ts';
import { shuffled } from '../../../../support/recorded-log.ts';
import { heard, position, recordOf, tick, type Said } from '../../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const window = {
  sizeMs: hours(1),
  graceMs: 0,
  quietMs: seconds(5),
  runningEveryMs: minutes(1),
  closes: 'own-events',
  horizonMs: days(2),
} as const;

/** What these tests do not look at. */
const statement = {
  ...{ speedSumUmps: 0, speedMaxUmps: 0, speedHistogram: [] },
  ...{ distanceMm: 0, movingMs: 0, standingMs: 0 },
};

/** The minutes of a vehicle added up to hours, within the same task. */
const addMinutes = defineSummary({
  name: 'add-minutes',
  version: 1,
  doc: 'Adds up minutes.',
  consumes: VehicleMinuteSummarized,
  emits: RouteHourSummarized,
  window,
  at: ({ minute }) => minute,
  groupBy: () => '',
  initialTotals: () => ({ positions: 0, minutes: 0 }),
  add: ({ positions, minutes: count }, { positionsAdded, revision }) => ({
    positions: positions + positionsAdded,
    minutes: count + (revision === 1 ? 1 : 0),
  }),
  summarize: ({ key, startsAt, totals, revision, closed }) => ({
    ...{ ...statement, routeId: key, hour: startsAt, revision, closed },
    positions: totals.positions,
    vehicles: totals.minutes,
  }),
});

/** How often a vehicle changed from one speed to another, from one minute into the next too. */
const countChanges = defineSummary({
  name: 'count-changes',
  version: 1,
  doc: 'Counts changes of speed, in the order of time.',
  consumes: VehiclePositionReported,
  emits: RouteHourSummarized,
  window: { ...window, sizeMs: minutes(1) },
  at: ({ occurredAt }) => occurredAt,
  groupBy: () => '',
  initialTotals: (): {
    readonly speeds: readonly (readonly [number, number])[];
    readonly from: number | null;
  } => ({
    speeds: [],
    from: null,
  }),
  add: ({ speeds, from }, { occurredAt, speedMps }) => ({
    speeds: [...speeds, [occurredAt, speedMps] as const].sort(([a], [b]) => a - b),
    from,
  }),
  link: {
    withinMs: minutes(3),
    join: (totals, previous) => {
      const from = previous?.speeds.at(-1)?.[1] ?? null;
      return from === totals.from ? totals : { ...totals, from };
    },
  },
  summarize: ({ key, startsAt, totals: { speeds, from }, revision, closed }) => ({
    ...{ ...statement, routeId: key, hour: startsAt, revision, closed, vehicles: 1 },
    positions: [from, ...speeds.map(([, speed]) => speed)].filter(
      (speed, index, all) => index > 0 && all[index - 1] !== null && all[index - 1] !== speed,
    ).length,
  }),
});

const at = (second: number, speedMps = 10): Said =>
  position({ occurredAt: NOON + seconds(second), speedMps, routeId: '1' });
/** Two ticks: what the first one states of minutes touches their hour. */
const ends = [tick(NOON + days(1)), tick(NOON + days(1) + minutes(1))];

/** The last statement of each window. */
function lastOf(plan: FoldPlan, said: readonly Said[]): Map<unknown, Readonly<Record<string, unknown>>> {
  const { outputs } = foldLog(plan, asLog(said.map(recordOf)));
  const events = outputs.filter(({ key }) => key !== null).map(heard);
  return new Map(
    events
      .filter(({ type }) => type === 'RouteHourSummarized')
      .map((event) => [Number(event['hour']) - NOON, event]),
  );
}

describe('given a summary of summaries', () => {
  const plan: FoldPlan = {
    set: defineSet({
      ...{ name: 'spec', version: 1, source: 'telemetry', stage: 'first' },
      folds: [summarizeVehicleMinutes, addMinutes],
    }),
  };

  test('when minutes are stated, again and again, then their hour counts each report once', () => {
    const said = [
      at(1),
      at(2),
      tick(NOON + seconds(10)),
      at(3),
      at(70),
      tick(NOON + seconds(90)),
      at(4),
      at(3700),
    ];
    expect(lastOf(plan, [...said, ...ends])).toEqual(
      new Map([
        [0, expect.objectContaining({ positions: 5, vehicles: 2, closed: true })],
        [hours(1), expect.objectContaining({ positions: 1, vehicles: 1, closed: true })],
      ]),
    );
  });

  test('when it is handed a statement, then that is counted as read and applied, and as nothing else', () => {
    const { task } = foldLog(plan, asLog([at(1), at(70), at(200), ...ends].map(recordOf)));
    const { read, applied, ...rest } = task.counts.folds['add-minutes'] ?? { read: 0, applied: 0 };
    expect(read).toBe(task.counts.emitted['vehicle-minutes']);
    expect(applied).toBe(read);
    expect(Object.values(rest).every((count) => count === 0)).toBe(true);
  });

  test('when the task is restored after every record, then it says the same', () => {
    const said = [at(1), at(70), tick(NOON + seconds(90)), at(5), at(3700), at(3600), at(40), ...ends];
    const every = { commitsAfter: () => true, crashesAfter: () => true };
    expect(lastOf({ ...plan, ...every }, said)).toEqual(lastOf(plan, said));
  });

  test('when reports are late, or come in any order, then the totals of an hour are those of the sorted ones', () => {
    const sorted = Array.from({ length: 60 }, (_, index) => at(index * 131));
    const positionsOf = (said: readonly Said[]) =>
      Array.from(lastOf(plan, [...said, ...ends]), ([hour, { positions }]) => [hour, positions]).sort();
    for (const seed of [1, 2, 3])
      expect(positionsOf(shuffled(seededRandom(seed), sorted))).toEqual(positionsOf(sorted));
  });

  test('when its horizon is shorter than that of what it adds up, then the set is refused', () => {
    const forgetful = { ...addMinutes, window: { ...window, horizonMs: hours(1) } };
    expect(() => defineSet({ ...plan.set, folds: [summarizeVehicleMinutes, forgetful] })).toThrow(
      /shorter horizon/,
    );
  });
});

describe('given a summary whose windows are linked', () => {
  const plan: FoldPlan = {
    set: defineSet({ name: 'spec', version: 1, source: 'telemetry', stage: 'first', folds: [countChanges] }),
  };
  const changesOf = (said: readonly Said[]): unknown[] =>
    Array.from(lastOf(plan, [...said, ...ends]), ([minute, { positions }]) => [
      Number(minute) / minutes(1),
      positions,
    ]).sort();

  test('when a window follows another, then it begins with what the other ended with', () => {
    expect(changesOf([at(10, 5), at(50, 6), at(70, 6), at(130, 7)])).toEqual([
      [0, 1],
      [1, 0],
      [2, 1],
    ]);
  });

  test('when the window before is farther away than declared, then it begins with nothing', () => {
    expect(changesOf([at(10, 5), at(60 * 4 + 10, 6)])).toEqual([
      [0, 0],
      [4, 0],
    ]);
    expect(changesOf([at(10, 5), at(60 * 3 + 10, 6)])).toEqual([
      [0, 0],
      [3, 1],
    ]);
  });

  test('when a report comes late, then the window after it is stated again', () => {
    expect(changesOf([at(10, 5), at(130, 5), at(70, 9)])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  test('when reports come in any order, then all windows end as those of the sorted ones', () => {
    const random = seededRandom(7);
    const sorted = Array.from({ length: 80 }, (_, index) => at(index * 17, random.whole(1, 3)));
    for (let run = 0; run < 3; run += 1)
      expect(changesOf(shuffled(random, sorted))).toEqual(changesOf(sorted));
  });
});
