import { describe, expect, test } from 'vitest';
import { days, hours, minutes } from '../../../../../platform/core/durations.ts';
import { expiredOf, isDue } from '../../../../../platform/runtime/state/snapshot-policy.ts';

describe('given a policy of a thousand events or ten minutes', () => {
  const policy = { everyEvents: 1000, everyMs: minutes(10) };
  const since = { read: 500, time: hours(1) };

  test.each([
    ['few events and little time', { read: 1499, time: hours(1) + minutes(9) }, false],
    ['a thousand events', { read: 1500, time: hours(1) }, true],
    ['ten minutes of ticks', { read: 501, time: hours(1) + minutes(10) }, true],
    ['no tick yet', { read: 501, time: null }, false],
  ])('when there came %s', (_, now, due) => {
    expect(isDue(policy, since, now)).toBe(due);
  });

  test('when a rule is switched off, then it asks for nothing', () => {
    const now = { read: 1e9, time: days(9) };
    expect(isDue({ everyEvents: null, everyMs: null }, since, now)).toBe(false);
    expect(isDue({ everyEvents: null, everyMs: 1 }, { read: 0, time: null }, now)).toBe(false);
  });
});

describe('given three to keep and one a day for two days', () => {
  const at = (day: number, hour: number) => ({ next: day * 100 + hour, time: days(day) + hours(hour) });
  const rules = { keepNewest: 3, keepDays: 2 };
  const keptOf = (all: ReturnType<typeof at>[]) => {
    const expired = expiredOf(all, rules);
    return all.filter((each) => !expired.includes(each)).map(({ next }) => next);
  };

  test('when there are many, then the newest and the first of each of the last days stay', () => {
    const all = [1, 2, 3].flatMap((day) => [2, 8, 14, 20].map((hour) => at(day, hour)));
    expect(keptOf(all)).toEqual([202, 302, 308, 314, 320]);
  });

  test('when they come one by one, then the same are left', () => {
    let kept: ReturnType<typeof at>[] = [];
    for (const each of [1, 2, 3].flatMap((day) => [2, 8, 14, 20].map((hour) => at(day, hour)))) {
      kept = [...kept, each];
      const expired = expiredOf(kept, rules);
      kept = kept.filter((one) => !expired.includes(one));
    }
    expect(kept.map(({ next }) => next)).toEqual([202, 302, 308, 314, 320]);
  });

  test('when there are few, or no tick was seen, then the newest stay', () => {
    expect(keptOf([at(1, 1), at(9, 1)])).toEqual([101, 901]);
    const untimed = [1, 2, 3, 4, 5].map((next) => ({ next, time: null }));
    expect(expiredOf(untimed, rules).map(({ next }) => next)).toEqual([1, 2]);
    expect(expiredOf([], rules)).toEqual([]);
  });
});
