import { expect, test } from 'vitest';
import { abortedBatches, type TransactionalBatch } from '../../../../platform/kafka/aborted-batches.ts';

const batch = (producerId: string, lastOffset: number): TransactionalBatch => ({
  producerId,
  lastOffset,
  inTransaction: true,
  marker: null,
});
const ends = (producerId: string, lastOffset: number, marker: 'abort' | 'other'): TransactionalBatch => ({
  ...batch(producerId, lastOffset),
  marker,
});

test('transactions that are named in the order of their ends are found all the same', () => {
  // Was once a bug: what the second one of the list wrote before the first one began was let through.
  const isAborted = abortedBatches([
    { producerId: 'late', firstOffset: '1' },
    { producerId: 'early', firstOffset: '0' },
  ]);
  expect([batch('early', 0), batch('late', 1), batch('other', 2), batch('early', 3)].map(isAborted)).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test('what a producer writes after its aborted transaction counts, until the next one that is aborted', () => {
  const isAborted = abortedBatches([
    { producerId: 'p', firstOffset: '0' },
    { producerId: 'p', firstOffset: '6' },
  ]);
  const log = [batch('p', 1), ends('p', 2, 'abort'), batch('p', 4), ends('p', 5, 'other'), batch('p', 8)];
  expect(log.map(isAborted)).toEqual([true, false, false, false, true]);
});

test('several that began before the fetch are known from its first batch on', () => {
  const isAborted = abortedBatches([
    { producerId: 'a', firstOffset: '3' },
    { producerId: 'b', firstOffset: '4' },
  ]);
  expect([batch('b', 10), batch('a', 12)].map(isAborted)).toEqual([true, true]);
});

test('what is in no transaction is never aborted', () => {
  const isAborted = abortedBatches([{ producerId: 'p', firstOffset: '0' }]);
  expect(isAborted({ ...batch('p', 1), inTransaction: false })).toBe(false);
});
