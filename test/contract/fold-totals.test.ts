import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../cli/sources/seeded-random.ts';
import { days } from '../../platform/core/durations.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import { vehicleSet } from '../../processors/index.ts';
import { expectedTotals, statedTotals } from '../support/expected-totals.ts';
import { RECORDED_FROM, recordedLog, shuffled } from '../support/recorded-log.ts';
import { codec, names, recordOf, tick } from '../support/said.ts';
import { secondStage, stage } from '../support/two-stages.ts';

const PARTITIONS = 2;
const MINUTE = ['vehicleId', 'routeId', 'minute'];
const HOUR = ['routeId', 'hour'];
const SPEEDS = ['positions', 'speedSumUmps', 'speedMaxUmps'];
const FIXES = [
  'firstAt',
  'firstLatitude',
  'firstLongitude',
  'lastAt',
  'lastLatitude',
  'lastLongitude',
  'closed',
];

/** All that both stages say of a log, by topic. */
function outputsOf(telemetry: readonly NewRecord[]) {
  const first = stage(vehicleSet, telemetry, PARTITIONS);
  const toSecond = first.filter(({ topic }) => topic === names.topic('vehicle-minutes'));
  const second = secondStage(toSecond, PARTITIONS);
  const events = (noun: string): NewRecord[] =>
    [...first, ...second].filter(({ topic, key }) => topic === names.topic(noun) && key !== null);
  return {
    toSecond,
    minutes: events('vehicle-minutes'),
    hours: events('route-hours'),
    routeDays: events('route-days'),
  };
}

/** The final totals of all three summaries. */
function finalTotals(telemetry: readonly NewRecord[]) {
  const { minutes, hours, routeDays } = outputsOf(telemetry);
  return {
    minutes: statedTotals(minutes, MINUTE, [...SPEEDS, ...FIXES]),
    hours: statedTotals(hours, HOUR, [...SPEEDS, 'vehicles', 'closed']),
    days: statedTotals(routeDays, ['routeId', 'day'], [...SPEEDS, 'vehicles', 'closed']),
  };
}

const isTick = (record: NewRecord): boolean =>
  record.key === null && codec.decode(record.value).name === 'TimePassed';

describe.each([31, 32, 33])('over the recorded log of seed %i', (seed) => {
  const telemetry = recordedLog({ seed, partitions: PARTITIONS, unruly: true });
  const expected = expectedTotals(telemetry);
  const outputs = outputsOf(telemetry);

  test('minutes are what a straight calculation finds', () => {
    expect(expected.minutes.size).toBeGreaterThan(100);
    const withoutVehicles = new Map(
      Array.from(expected.minutes, ([key, totals]) => [key, totals.slice(0, 3)]),
    );
    expect(statedTotals(outputs.minutes, MINUTE, SPEEDS)).toEqual(withoutVehicles);
  });

  test('so are the hours of routes, with their distinct vehicles', () => {
    expect(statedTotals(outputs.hours, HOUR, [...SPEEDS, 'vehicles'])).toEqual(expected.routeHours);
  });

  test('what the revisions of a minute added makes up its totals', () => {
    const added = new Map<string, [number, number]>();
    for (const { value } of outputs.minutes) {
      const data = codec.decode(value).data as unknown as Record<string, number>;
      const key = JSON.stringify(MINUTE.map((field) => data[field]));
      const [positions, speedSum] = added.get(key) ?? [0, 0];
      added.set(key, [
        positions + (data['positionsAdded'] ?? NaN),
        speedSum + (data['speedSumAddedUmps'] ?? NaN),
      ]);
    }
    const totals = statedTotals(outputs.minutes, MINUTE, ['positions', 'speedSumUmps']);
    expect(new Map([...added].toSorted(([a], [b]) => (a < b ? -1 : 1)))).toEqual(totals);
  });

  test('the tasks of the first stage may be read in any interleaving', () => {
    const random = seededRandom(seed);
    const perTask = [0, 1].map((task) =>
      outputs.toSecond.filter(({ headers }) => headers?.['ce_source'] === `/tacho/vehicles-v1/${task}`),
    );
    const merged: NewRecord[] = [];
    while (perTask.some(({ length }) => length > 0))
      merged.push(...(perTask[random.whole(0, 1)]?.splice(0, random.whole(1, 40)) ?? []));
    expect(merged).toHaveLength(outputs.toSecond.length);
    const totalsOf = (records: readonly NewRecord[]) =>
      statedTotals(
        secondStage(records, PARTITIONS).filter(
          ({ topic, key }) => topic === names.topic('route-hours') && key !== null,
        ),
        HOUR,
        [...SPEEDS, 'vehicles', 'closed'],
      );
    expect(totalsOf(merged)).toEqual(totalsOf(outputs.toSecond));
  });
});

describe.each([41, 42])('any order within the horizon (seed %i)', (seed) => {
  const telemetry = recordedLog({ seed, partitions: PARTITIONS });
  const reports = telemetry.filter((record) => !isTick(record));
  const end = [days(5), days(6)].flatMap((after) =>
    [0, 1].map((partition) => ({ ...recordOf(tick(RECORDED_FROM + after)), partition })),
  );
  const sorted = [...reports.toSorted((a, b) => occurredAtOf(a) - occurredAtOf(b)), ...end];
  const inOrder = finalTotals(sorted);

  test('has every window closed at the end', () => {
    for (const totals of Object.values(inOrder))
      expect(new Set(Array.from(totals.values(), (values) => values.at(-1)))).toEqual(new Set([1]));
  });

  test('as it was recorded, and backwards, it ends in the same totals', () => {
    expect(finalTotals([...telemetry, ...end])).toEqual(inOrder);
    expect(finalTotals([...reports.toReversed(), ...end])).toEqual(inOrder);
  });

  test.each([1, 2, 3])('shuffled among its ticks, half of it twice (%i)', (again) => {
    const random = seededRandom(seed, again);
    const twice = reports.filter(() => random.chance(0.5));
    const mixed = shuffled(random, [...reports, ...twice, ...telemetry.filter(isTick)]);
    expect(finalTotals([...mixed, ...end])).toEqual(inOrder);
  });
});

const occurredAtOf = ({ value }: NewRecord): number =>
  (codec.decode(value).data as unknown as { readonly occurredAt: number }).occurredAt;
