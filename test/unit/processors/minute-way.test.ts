import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minutes } from '../../../platform/core/durations.ts';
import type { Fix } from '../../../processors/fixes.ts';
import { greatCircleMm } from '../../../processors/great-circle.ts';
import {
  behind,
  firstOf,
  lastOf,
  NO_MINUTE_WAY,
  speedsAlong,
  withFix,
  type MinuteWay,
} from '../../../processors/minute-way.ts';
import { minuteWaysOf } from '../../support/minute-ways.ts';

const minute = Date.UTC(2016, 10, 25, 17, 53);

/** Northwards: a thousandth of a degree of latitude is 111.195 m. */
const fix = (afterMs: number, thousandths: number, speedMps = 5): Fix => [
  minute + afterMs,
  30 + thousandths / 1000,
  -97,
  speedMps * 1e6,
];
const wayOf = (...fixes: readonly Fix[]): MinuteWay => fixes.reduce(withFix, NO_MINUTE_WAY);
const legMm = ([, latitudeA, longitudeA]: Fix, [, latitudeB, longitudeB]: Fix): number =>
  greatCircleMm(latitudeA, longitudeA, latitudeB, longitudeB);

describe('within a minute', () => {
  test('one fix makes no way', () => {
    expect(wayOf(fix(0, 0))).toMatchObject({ positions: 1, distanceMm: 0, movingMs: 0, standingMs: 0 });
  });

  test('the way goes from fix to fix, not from the first to the last', () => {
    const [a, b, c] = [fix(0, 0), fix(10_000, 1), fix(20_000, 0)] as const;
    expect(wayOf(a, b, c)).toMatchObject({ distanceMm: 2 * legMm(a, b), movingMs: 20_000, standingMs: 0 });
    expect(legMm(a, b)).toBe(111_195);
  });

  test('a leg is standing where both ends are slower than half a metre a second, else moving', () => {
    const way = wayOf(fix(0, 0, 0), fix(1000, 0, 0.499999), fix(3000, 0, 0.5), fix(7000, 0, 0));
    expect(way).toMatchObject({ standingMs: 1000, movingMs: 6000 });
  });

  test('a fix between two others makes the way longer, and the time no longer', () => {
    const [a, b, c] = [fix(0, 0), fix(10_000, 5), fix(20_000, 1)] as const;
    expect(wayOf(a, c, b)).toEqual(wayOf(a, b, c));
    expect(wayOf(a, c).movingMs).toBe(wayOf(a, c, b).movingMs);
  });

  test('a standing fix between two moving ones changes nothing of moving; a moving one makes standing moving', () => {
    const [a, b, c] = [fix(0, 0, 0), fix(10_000, 0, 9), fix(20_000, 0, 0)] as const;
    expect(wayOf(a, c)).toMatchObject({ movingMs: 0, standingMs: 20_000 });
    expect(wayOf(a, c, b)).toMatchObject({ movingMs: 20_000, standingMs: 0 });
  });

  test('a fix before all others becomes the first, one after them the last', () => {
    const way = wayOf(fix(20_000, 2), fix(10_000, 1), fix(30_000, 3));
    expect(firstOf(way)).toEqual(fix(10_000, 1));
    expect(lastOf(way)).toEqual(fix(30_000, 3));
  });

  test('fixes of one instant have an order of their own', () => {
    const [a, b] = [fix(0, 0), fix(0, 1)] as const;
    expect(wayOf(b, a)).toEqual(wayOf(a, b));
    expect(wayOf(a, b)).toMatchObject({ distanceMm: legMm(a, b), movingMs: 0 });
  });

  test('a fix in order leaves the totals before it as they were', () => {
    const before = wayOf(fix(0, 0), fix(10_000, 1));
    const copy = structuredClone(before);
    withFix(before, fix(20_000, 2));
    withFix(before, fix(5000, 2));
    expect(before).toEqual(copy);
  });

  test('speeds come to their count, sum, maximum and bins', () => {
    expect(speedsAlong(wayOf(fix(0, 0, 0), fix(1, 0, 7.5), fix(2, 0, 40)))).toEqual({
      positions: 3,
      speedSumUmps: 47_500_000,
      speedMaxUmps: 40_000_000,
      speedHistogram: [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1],
    });
  });
});

describe('from the minute before', () => {
  const previous = wayOf(fix(-50_000, -2), fix(-10_000, -1));
  const own = [fix(5000, 1), fix(20_000, 2)] as const;

  test('the leg from its last fix counts, and its positions do not', () => {
    const way = behind(wayOf(...own), previous);
    expect(way).toMatchObject({ positions: 2, movingMs: 30_000 });
    expect(way.distanceMm).toBe(legMm(fix(-10_000, -1), own[0]) + legMm(...own));
    expect(firstOf(way)).toEqual(own[0]);
    expect(speedsAlong(way)).toEqual(speedsAlong(wayOf(...own)));
  });

  test('known already it changes nothing: the same object', () => {
    const way = behind(wayOf(...own), previous);
    expect(behind(way, previous)).toBe(way);
    expect(behind(way, null)).toBe(way);
    expect(behind(way, wayOf(fix(-50_000, -2)))).toBe(way);
  });

  test('a later last fix takes the place of the one before', () => {
    const later = withFix(previous, fix(-1000, 0));
    expect(behind(behind(wayOf(...own), previous), later)).toEqual(behind(wayOf(...own), later));
  });

  test('a fix that comes before the first of the minute stands between', () => {
    const early = fix(0, 7);
    expect(withFix(behind(wayOf(...own), previous), early)).toEqual(behind(wayOf(early, ...own), previous));
  });

  test('more than five minutes apart there is no leg, to the millisecond', () => {
    const at = (afterMs: number): MinuteWay => behind(wayOf(fix(afterMs, 3)), previous);
    expect(at(minutes(5) - 10_000)).toMatchObject({ movingMs: minutes(5), distanceMm: 444_780 });
    expect(at(minutes(5) - 9999)).toMatchObject({ movingMs: 0, distanceMm: 0 });
  });
});

const anyFix = fc.tuple(
  fc.integer({ min: 0, max: minutes(25) }).map((afterMs) => minute + afterMs),
  fc.double({ min: 30, max: 30.1, noNaN: true }),
  fc.double({ min: -97.1, max: -97, noNaN: true }),
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 45_000 }).map((speedMmps) => speedMmps * 1000),
  ),
);

/** Some fixes, some of them at one instant or place, and the same ones in another order. */
const twoOrders = fc
  .array(fc.oneof(anyFix, fc.constant<Fix>(fix(0, 0)), fc.constant<Fix>(fix(0, 0, 0))), { maxLength: 40 })
  .chain((fixes) => fc.tuple(fc.constant(fixes), fc.shuffledSubarray(fixes, { minLength: fixes.length })));

const inOrder = (fixes: readonly Fix[]): readonly Fix[] =>
  fixes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);

describe('given any fixes of some minutes', () => {
  test('in any order, then each minute ends as it does in theirs', () => {
    fc.assert(
      fc.property(twoOrders, ([fixes, shuffled]) => {
        expect(minuteWaysOf(shuffled)).toEqual(minuteWaysOf(inOrder(fixes)));
      }),
    );
  });

  test('then what is kept of them comes back from JSON as it was', () => {
    fc.assert(
      fc.property(twoOrders, ([, shuffled]) => {
        for (const way of minuteWaysOf(shuffled).values())
          expect(JSON.parse(JSON.stringify(way))).toEqual(way);
      }),
    );
  });

  test('then all minutes together have the way along all fixes', () => {
    fc.assert(
      fc.property(twoOrders, ([fixes, shuffled]) => {
        const sorted = inOrder(fixes);
        let distanceMm = 0;
        let lastsMs = 0;
        sorted.slice(1).forEach((to, index) => {
          const from = sorted[index] ?? to;
          if (to[0] - from[0] > minutes(5)) return;
          distanceMm += legMm(from, to);
          lastsMs += to[0] - from[0];
        });
        const ways = [...minuteWaysOf(shuffled).values()];
        expect(ways.reduce((sum, way) => sum + way.distanceMm, 0)).toBe(distanceMm);
        expect(ways.reduce((sum, way) => sum + way.movingMs + way.standingMs, 0)).toBe(lastsMs);
        expect(ways.reduce((sum, { positions }) => sum + positions, 0)).toBe(fixes.length);
      }),
    );
  });
});
