import { expect, test } from 'vitest';
import { WindowSegment, type Window } from '../../../../../platform/runtime/fold/window-segment.ts';

const ADDRESS = { kind: 'windows', fold: 'sums', key: 'a', start: 0 } as const;

const windowOf = (startsAt: number, group: string, more: Partial<Window> = {}): Window => ({
  group,
  startsAt,
  totals: { sum: startsAt },
  stated: { sum: startsAt },
  revision: 1,
  closed: true,
  unstated: false,
  touchedAt: startsAt,
  ...more,
});

const given = (windows: readonly Window[]): WindowSegment => {
  const segment = new WindowSegment(ADDRESS, null);
  for (const window of windows) segment.add(window);
  segment.touchedAt = 120;
  return segment;
};

test('given windows of several groups and starts, then each is found by both, and no other', () => {
  const windows = [windowOf(60, 'b'), windowOf(0, 'b'), windowOf(60, 'a'), windowOf(120, '')];
  const segment = given(windows);
  for (const window of windows) expect(segment.open(window.group, window.startsAt)).toBe(window);
  expect(segment.open('a', 0)).toBeUndefined();
  expect(segment.open('', 60)).toBeUndefined();
});

test('given windows in whatever order, then they are told by start and group, and their bytes are equal', () => {
  const windows = [windowOf(0, 'a'), windowOf(0, 'b'), windowOf(60, ''), windowOf(120, 'a')];
  const shuffled = [2, 0, 3, 1].flatMap((place) => windows[place] ?? []);
  expect(given(shuffled).all()).toEqual(windows);
  expect(given(shuffled).write()).toEqual(given(windows).write());
});

test('given its bytes, when it is restored, then it holds the same windows and writes the same bytes', () => {
  const open = windowOf(60, 'b', { closed: false, unstated: true, stated: { sum: 1 } });
  const bytes = given([open, windowOf(0, 'a')]).write();
  const restored = new WindowSegment(ADDRESS, bytes);
  expect(restored.all()).toEqual([windowOf(0, 'a'), open]);
  expect(restored.write()).toEqual(bytes);
});

test('given a segment all of whose windows are closed, when it was written, then a window of it can still be changed', () => {
  const segment = given([windowOf(0, 'a'), windowOf(60, 'a')]);
  segment.write();
  const found = segment.open('a', 60);
  if (found !== undefined) found.totals = { sum: 7 };
  expect(new WindowSegment(ADDRESS, segment.write()).all()).toEqual([
    windowOf(0, 'a'),
    windowOf(60, 'a', { totals: { sum: 7 }, stated: { sum: 7 } }),
  ]);
});
