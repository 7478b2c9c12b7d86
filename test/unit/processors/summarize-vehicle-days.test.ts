import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { days, hours, minutes, seconds } from '../../../platform/core/durations.ts';
import type { BodyOf, DataOf } from '../../../platform/core/define-event.ts';
import { summarizeVehicleDays } from '../../../processors/summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from '../../../processors/summarize-vehicle-minutes.ts';
import type { VehicleDaySummarized } from '../../../schemas/events/vehicle-day-summarized.ts';
import type { VehicleMinuteSummarized } from '../../../schemas/events/vehicle-minute-summarized.ts';
import { givenTo } from '../../support/given.ts';
import { minuteOf, position, tick, ticks } from '../../support/said.ts';

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

describe('after the minutes that it is made of', () => {
  const given = givenTo(summarizeVehicleDays, [summarizeVehicleMinutes]);
  const type = 'VehicleDaySummarized';
  const at = (afterMs: number, thousandths: number, routeId: string | null = '1') =>
    position({
      occurredAt: day + afterMs,
      latitude: 30 + thousandths / 1000,
      longitude: -97,
      routeId,
      speedMps: 5,
    });
  const end = day + days(1);
  const closing = tick(end + seconds(90));

  test('given a day of positions, then it is stated when the day and its grace are over', () => {
    const said = [at(hours(5), 0), at(hours(5) + 60_000, 1), at(hours(7), 0, '7'), at(days(1), 0, null)];
    given(said).then([]);
    given([...said, closing]).then([
      {
        type,
        vehicleId: '8940',
        day,
        revision: 1,
        closed: true,
        positions: 3,
        speedSumUmps: 15_000_000,
        speedHistogram: [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        distanceMm: 111_195,
        movingMs: 60_000,
        standingMs: 0,
        firstAt: day + hours(5),
        lastAt: day + hours(7),
        routeIds: ['1', '7'],
      },
      { type, day: end, revision: 1, closed: false, positions: 1, routeIds: [] },
    ]);
  });

  test('given ticks only, then running values follow every ten seconds, and it closes when all is quiet', () => {
    const running = [tick(end - hours(1)), at(hours(23), 0), ...ticks(end - hours(1), end - hours(1) + 9000)];
    given(running).then([]);
    given([...running, tick(end - hours(1) + seconds(10)), closing, tick(end + seconds(95))]).then([
      { type, revision: 1, closed: false, positions: 1 },
      // Its only minute has closed, and adds nothing.
      { type, revision: 2, closed: false, positions: 1 },
      { type, revision: 3, closed: true, positions: 1 },
    ]);
  });

  test('given a position that comes a day late and changes two minutes, then the day is stated once more', () => {
    const receivedAt = end + hours(9) + seconds(1);
    given([
      at(hours(5), 0),
      at(hours(5) + 60_000, 1),
      at(days(1), 0, null),
      closing,
      tick(end + hours(9)),
      position({ ...at(hours(5) + 30_000, 3).data, receivedAt }),
      tick(receivedAt + seconds(4)),
      tick(receivedAt + seconds(5)),
    ]).then([
      { type, revision: 1, closed: true, positions: 2, distanceMm: 111_195 },
      { type, day: end },
      { type, revision: 2, closed: true, positions: 3, distanceMm: 333_585 + 222_390, movingMs: 60_000 },
    ]);
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
