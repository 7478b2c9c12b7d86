import { expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { createDeadlineQueue, type Deadline } from '../../../../../platform/runtime/fold/deadline-queue.ts';

const shown = ({ at, key, order }: Deadline): string => `${at} ${key} ${order}`;

/** Everything that is due, in the order in which the queue gives it. */
function taken(deadlines: readonly Deadline[], time = Infinity): string[] {
  const queue = createDeadlineQueue();
  for (const deadline of deadlines) queue.push(deadline);
  const all: string[] = [];
  for (let due = queue.takeUpTo(time); due !== undefined; due = queue.takeUpTo(time)) all.push(shown(due));
  return all;
}

function randomDeadlines(seed: number, count: number): Deadline[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    at: random.whole(-5, 5),
    key: `k${random.whole(0, 5)}`,
    order: `o${random.whole(0, 20)}`,
  }));
}

test('an empty queue has nothing', () => {
  expect(createDeadlineQueue().takeUpTo(Infinity)).toBeUndefined();
});

test('a deadline is due when its time has come, not before', () => {
  const deadline = { at: 10, key: 'a', order: '' };
  expect(taken([deadline], 9)).toEqual([]);
  expect(taken([deadline], 10)).toEqual(['10 a ']);
});

test.each([1, 2, 3, 4, 5])('deadlines come by time, then key, then order (seed %i)', (seed) => {
  const deadlines = randomDeadlines(seed, 200);
  const expected = deadlines
    .toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .toSorted((a, b) =>
      a.at !== b.at || a.key !== b.key ? 0 : a.order < b.order ? -1 : a.order > b.order ? 1 : 0,
    );
  expect(taken(deadlines)).toEqual(expected.map(shown));
});

test('the order of pushing decides nothing', () => {
  const deadlines = randomDeadlines(9, 100);
  expect(taken(deadlines.toReversed())).toEqual(taken(deadlines));
});

test('what is pushed while others are taken comes at its place', () => {
  const queue = createDeadlineQueue();
  queue.push({ at: 1, key: 'a', order: '' });
  queue.push({ at: 3, key: 'a', order: '' });
  expect(queue.takeUpTo(3)?.at).toBe(1);
  queue.push({ at: 2, key: 'a', order: '' });
  expect(queue.takeUpTo(3)?.at).toBe(2);
  expect(queue.takeUpTo(3)?.at).toBe(3);
  expect(queue.takeUpTo(3)).toBeUndefined();
});
