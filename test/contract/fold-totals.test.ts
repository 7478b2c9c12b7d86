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
const WAY = ['distanceMm', 'movingMs', 'standingMs'];
const VEHICLE_DAY = ['vehicleId', 'day'];
const CELL_HOUR = ['cell', 'hour'];
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
  const second = secondStage(first, PARTITIONS);
  const events = (topic: string): NewRecord[] =>
    [...first, ...second].filter((record) => record.topic === names.topicName(topic) && record.key !== null);
  return {
    first,
    minutes: events('vehicle-minutes'),
    hours: events('route-hours'),
    routeDays: events('route-days'),
    vehicleDays: events('vehicle-days'),
    cellHours: events('cell-hours'),
  };
}

/** The final totals of all summaries. */
function finalTotals(telemetry: readonly NewRecord[]) {
  const { minutes, hours, routeDays, vehicleDays, cellHours } = outputsOf(telemetry);
  const all = [...SPEEDS, ...WAY, 'speedHistogram'];
  return {
    minutes: statedTotals(minutes, MINUTE, [...all, ...FIXES]),
    hours: statedTotals(hours, HOUR, [...all, 'vehicles', 'closed']),
    days: statedTotals(routeDays, ['routeId', 'day'], [...all, 'vehicles', 'closed']),
    vehicleDays: statedTotals(vehicleDays, VEHICLE_DAY, [...all, 'firstAt', 'lastAt', 'closed']),
    cellHours: statedTotals(cellHours, CELL_HOUR, [...SPEEDS, 'speedHistogram', 'vehicles', 'closed']),
  };
}

const ADDED = [
  'positionsAdded',
  'speedSumAddedUmps',
  'speedHistogramAdded',
  'distanceAddedMm',
  'movingAddedMs',
  'standingAddedMs',
];
const withoutAdded = (field: string): string => field.replace('Added', '');

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

  test('so are the days of vehicles, and the hours of cells', () => {
    expect(statedTotals(outputs.vehicleDays, VEHICLE_DAY, SPEEDS)).toEqual(
      new Map(Array.from(expected.vehicleDays, ([key, totals]) => [key, totals.slice(0, 3)])),
    );
    expect(statedTotals(outputs.cellHours, CELL_HOUR, [...SPEEDS, 'vehicles'])).toEqual(expected.cellHours);
  });

  test('the way is that from each position to the next, in minutes and in hours', () => {
    expect(statedTotals(outputs.minutes, MINUTE, WAY)).toEqual(expected.minuteWays);
    expect(statedTotals(outputs.hours, HOUR, WAY)).toEqual(expected.routeHourWays);
  });

  test('what the revisions of a minute added makes up its totals', () => {
    const added = new Map<string, readonly number[]>();
    for (const { value } of outputs.minutes) {
      const data = codec.decode(value).data as unknown as Record<string, number | readonly number[]>;
      const key = JSON.stringify(MINUTE.map((field) => data[field]));
      const sums = added.get(key) ?? [];
      added.set(
        key,
        ADDED.flatMap((field) => data[field] ?? NaN).map((each, place) => each + (sums[place] ?? 0)),
      );
    }
    const totals = statedTotals(outputs.minutes, MINUTE, ADDED.map(withoutAdded));
    expect(new Map([...added].toSorted(([a], [b]) => (a < b ? -1 : 1)))).toEqual(totals);
  });

  test('the tasks of the first stage may be read in any interleaving', () => {
    const random = seededRandom(seed);
    const toRoutes = outputs.first.filter(({ topic }) => topic === names.topicName('vehicle-minutes'));
    const perTask = [0, 1].map((task) =>
      toRoutes.filter(({ headers }) => headers?.['ce_source'] === `/tacho/vehicles-v1/${task}`),
    );
    const merged: NewRecord[] = [];
    while (perTask.some(({ length }) => length > 0))
      merged.push(...(perTask[random.whole(0, 1)]?.splice(0, random.whole(1, 40)) ?? []));
    expect(merged).toHaveLength(toRoutes.length);
    const totalsOf = (records: readonly NewRecord[]) =>
      statedTotals(
        secondStage(records, PARTITIONS).filter(
          ({ topic, key }) => topic === names.topicName('route-hours') && key !== null,
        ),
        HOUR,
        [...SPEEDS, ...WAY, 'speedHistogram', 'vehicles', 'closed'],
      );
    expect(totalsOf(merged)).toEqual(totalsOf(toRoutes));
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
