import { expect, test } from 'vitest';
import { minutes } from '../../../../../platform/core/durations.ts';
import {
  countEvent,
  noRecentEvents,
  recentEvents,
  type RecentEvents,
} from '../../../../../platform/runtime/fold/recent-events.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const after = (minute: number): number => NOON + minutes(minute);

function counted(...times: readonly (number | null)[]): RecentEvents {
  const recent = noRecentEvents();
  for (const time of times) countEvent(recent, time);
  return recent;
}

test('given events of five minutes, when time passes, then each minute is forgotten as it leaves them', () => {
  const recent = counted(after(0), after(0.9), after(1), after(3), after(4));
  const left = [4.9, 5, 6, 7, 8, 9].map((minute) => recentEvents(recent, after(minute)));
  expect(left).toEqual([5, 3, 2, 2, 1, 0]);
});

test('given a key that was quiet for long, when an event comes, then only that one is recent', () => {
  expect(recentEvents(counted(after(0), after(1), after(61)), after(61))).toBe(1);
});

test('given no tick yet, when events come, then they are counted until time begins', () => {
  const recent = counted(null, null);
  expect([recentEvents(recent, null), recentEvents(recent, NOON)]).toEqual([2, 0]);
});
