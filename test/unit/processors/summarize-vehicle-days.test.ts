import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../../../platform/core/durations.ts';
import type { BodyOf, DataOf } from '../../../platform/core/define-event.ts';
import { summarizeVehicleDays } from '../../../processors/summarize-vehicle-days.ts';
import type { VehicleDaySummarized } from '../../../schemas/events/vehicle-day-summarized.ts';
import type { VehicleMinuteSummarized } from '../../../schemas/events/vehicle-minute-summarized.ts';
import { minuteOf } from '../../support/said.ts';

const day = Date.UTC(2016, 10, 25);
const { add, at, groupBy, initialTotals, summarize } = summarizeVehicleDays;

type Minute = DataOf<typeof VehicleMinuteSummarized>;

const totalsOf = (said: readonly Minute[]) => said.reduce(add, initialTotals());
const stated = (said: readonly Minute[]): BodyOf<typeof VehicleDaySummarized> =>
  summarize({
    key: '8940',
    group: '',
    startsAt: day,
    totals: totalsOf(said),
    before: initialTotals(),
    revision: 3,
    closed: true,
  });
const minute = (said: Partial<Minute>): Minute => minuteOf(said).data;
const bins = (first: number, second: number): number[] => [first, second, ...Array<number>(11).fill(0)];

describe('what a day holds', () => {
  test('what each revision of each minute added, whatever their totals', () => {
    const morning = {
      minute: day + hours(5),
      routeId: '1',
      firstAt: day + hours(5) + 4000,
      lastAt: day + hours(5) + 40_000,
    };
    const added = (positionsAdded: number, distanceAddedMm: number, movingAddedMs: number) => ({
      positionsAdded,
      speedSumAddedUmps: positionsAdded * 10,
      speedHistogramAdded: bins(positionsAdded, 0),
      distanceAddedMm,
      movingAddedMs,
      standingAddedMs: 20_000 - movingAddedMs,
    });
    expect(
      stated([
        minute({ ...morning, speedMaxUmps: 900, ...added(4, 70_000, 15_000) }),
        minute({
          ...morning,
          firstAt: day + hours(5) + 1000,
          revision: 2,
          speedMaxUmps: 1200,
          ...added(1, -1000, 9000),
        }),
        minute({
          minute: day + hours(9),
          routeId: '801',
          firstAt: day + hours(9) + 3000,
          lastAt: day + hours(9) + 3000,
          speedMaxUmps: 800,
          ...added(1, 500, 0),
        }),
      ]),
    ).toEqual({
      vehicleId: '8940',
      day,
      revision: 3,
      closed: true,
      positions: 6,
      speedSumUmps: 60,
      speedMaxUmps: 1200,
      speedHistogram: bins(6, 0),
      distanceMm: 69_500,
      movingMs: 24_000,
      standingMs: 36_000,
      firstAt: day + hours(5) + 1000,
      lastAt: day + hours(9) + 3000,
      routeIds: ['1', '801'],
    });
  });

  test('all routes share it, and none is no route', () => {
    expect(groupBy(minute({ routeId: '7' }))).toBe(groupBy(minute({ routeId: '' })));
    expect(stated([minute({ routeId: '' })]).routeIds).toEqual([]);
  });

  test('of many made-up routes it keeps the first 32 in their order', () => {
    const routes = Array.from({ length: 50 }, (_, index) => `r${String(index).padStart(2, '0')}`);
    const { routeIds } = stated(routes.toReversed().map((routeId) => minute({ routeId })));
    expect(routeIds).toEqual(routes.slice(0, 32));
  });

  test('a minute belongs to the day in which it begins', () => {
    expect(at(minute({ minute: day }))).toBe(day);
  });
});

test('given minutes in any order, then the day is the same', () => {
  const anyMinute = fc.record({
    minute: fc.integer({ min: 0, max: 1439 }).map((index) => day + minutes(index)),
    routeId: fc.constantFrom('', '1', '7', '801'),
    positionsAdded: fc.integer({ min: 0, max: 60 }),
    speedMaxUmps: fc.integer({ min: 0, max: 45_000_000 }),
    distanceAddedMm: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    firstAt: fc.integer({ min: day, max: day + hours(24) }),
    lastAt: fc.integer({ min: day, max: day + hours(24) }),
  });
  const twoOrders = fc
    .array(anyMinute.map(minute), { minLength: 1, maxLength: 20 })
    .chain((said) => fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })));
  fc.assert(
    fc.property(twoOrders, ([said, shuffled]) => {
      expect(totalsOf(shuffled)).toEqual(totalsOf(said));
      expect(JSON.parse(JSON.stringify(totalsOf(said)))).toEqual(totalsOf(said));
    }),
  );
});
