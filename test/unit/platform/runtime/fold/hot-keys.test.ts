import { describe, expect, test } from 'vitest';
import { hottest, mergeHotKeys, type HotKey } from '../../../../../platform/runtime/fold/hot-keys.ts';

const keyOf = (partition: number, key: string, amount: number): HotKey => ({ partition, key, amount });

/** Thirteen keys of a partition, in no order; their amounts are `step` apart. */
const thirteen = (partition: number, step: number): HotKey[] =>
  Array.from({ length: 13 }, (_, index) => keyOf(partition, `bus-${index}`, ((index * 5) % 13) * step));

describe('given more keys than ten', () => {
  test('when the hottest are asked for, then they are the ten greatest, the greatest first', () => {
    expect(hottest(thirteen(0, 1)).map(({ amount }) => amount)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  test('when two partitions are merged, then they are the ten hottest of both, and say where they are', () => {
    const of = (partition: number, step: number) => {
      const keys = hottest(thirteen(partition, step));
      return { byEvents: keys, byState: keys.map((key) => ({ ...key, amount: 100 - key.amount })) };
    };
    const { byEvents, byState } = mergeHotKeys([of(0, 1), of(1, 2)]);
    expect(byEvents.map(({ partition, amount }) => [partition, amount])).toEqual([
      ...[24, 22, 20, 18, 16, 14].map((amount) => [1, amount]),
      ...[
        [0, 12],
        [1, 12],
        [0, 11],
        [0, 10],
      ],
    ]);
    expect(byState.map(({ amount }) => amount)).toEqual([97, 96, 95, 94, 94, 93, 92, 92, 91, 90]);
  });
});

test('given equal keys and one of nothing, when the hottest are asked for, then it is left out, the others by name', () => {
  const keys = [keyOf(1, 'a', 2), keyOf(0, 'c', 2), keyOf(0, 'd', 0), keyOf(0, 'b', 2)];
  expect(hottest(keys).map(({ key }) => key)).toEqual(['b', 'c', 'a']);
});
