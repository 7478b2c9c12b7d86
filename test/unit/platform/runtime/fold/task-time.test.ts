import { expect, test } from 'vitest';
import { createTaskTime, type Tick } from '../../../../../platform/runtime/fold/task-time.ts';

/** A forwarded tick of one of two tasks. */
const from = (sourcePartition: number, slotAt: number, offset = slotAt): Tick => ({
  slotAt,
  source: 'vehicles-v1',
  sourcePartition,
  sourcePartitions: 2,
  includes: [{ partition: sourcePartition, offset, duplicates: 0, late: 0 }],
});

const scheduled = (slotAt: number): Tick => ({
  slotAt,
  source: 'scheduler',
  sourcePartition: -1,
  sourcePartitions: 1,
  includes: [],
});

test('there is no time before the first tick', () => {
  expect(createTaskTime().time).toBeNull();
});

test('the scheduler alone moves the time of a first stage', () => {
  const time = createTaskTime();
  expect([5, 7].map((slotAt) => time.advance(scheduled(slotAt)))).toEqual([true, true]);
  expect(time.time).toBe(7);
});

test('a slot that is not above the last of its source changes nothing', () => {
  const time = createTaskTime();
  time.advance(scheduled(7));
  expect([7, 6, -1].map((slotAt) => time.advance(scheduled(slotAt)))).toEqual([false, false, false]);
  expect(time.time).toBe(7);
});

test('time waits for all sources and is the least of them', () => {
  const time = createTaskTime();
  expect(time.advance(from(0, 10))).toBe(false);
  expect(time.time).toBeNull();
  expect(time.advance(from(1, 4))).toBe(true);
  expect(time.time).toBe(4);
  expect(time.advance(from(1, 8))).toBe(true);
  expect(time.time).toBe(8);
  expect(time.advance(from(0, 20))).toBe(false);
  expect(time.advance(from(1, 30))).toBe(true);
  expect(time.time).toBe(20);
});

test('an ignored tick says nothing of what is included', () => {
  const time = createTaskTime();
  time.advance(from(0, 10, 100));
  time.advance(from(0, 10, 200));
  time.advance(from(1, 12, 50));
  expect(time.includes().map(({ partition, offset }) => [partition, offset])).toEqual([
    [0, 100],
    [1, 50],
  ]);
});

test('what two sources say of one partition: only what both include is included', () => {
  const time = createTaskTime();
  const included = (source: string, offset: number): Tick => ({
    ...from(0, 10),
    source,
    includes: [{ partition: 3, offset, duplicates: offset, late: 0 }],
  });
  time.advance(included('a', 7));
  time.advance(included('b', 5));
  expect(time.includes()).toEqual([{ partition: 3, offset: 5, duplicates: 5, late: 0 }]);
});

test('when a set says that fewer of its tasks write here, then nobody waits for those that speak no more', () => {
  const time = createTaskTime();
  time.advance(from(0, 10));
  time.advance(from(1, 10));
  const alone = (slotAt: number): Tick => ({ ...from(0, slotAt), sourcePartitions: 1 });
  expect(time.advance(alone(12))).toBe(true);
  expect(time.time).toBe(12);
  expect(time.includes().map(({ partition, offset }) => [partition, offset])).toEqual([[0, 12]]);
});

test('when a set says that more of its tasks write here, then all of them are waited for', () => {
  const time = createTaskTime();
  time.advance({ ...from(0, 10), sourcePartitions: 1 });
  expect(time.advance(from(0, 12))).toBe(false);
  expect(time.advance(from(1, 11))).toBe(true);
  expect(time.time).toBe(11);
});

test('a restored time goes on as the first would, before and after all sources have spoken', () => {
  const said = [from(0, 10), from(1, 4), from(1, 8), from(0, 9), from(1, 30), from(0, 40)];
  const first = createTaskTime();
  let restored = createTaskTime();
  for (const tick of said) {
    expect(restored.advance(tick)).toBe(first.advance(tick));
    restored = createTaskTime(JSON.parse(JSON.stringify(restored.snapshot())) as never);
    expect(restored.time).toBe(first.time);
    expect(restored.includes()).toEqual(first.includes());
  }
});
