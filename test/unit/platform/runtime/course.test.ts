import { describe, expect, test } from 'vitest';
import type { LogRange } from '../../../../platform/core/ports.ts';
import { isPast, piecesOf, within } from '../../../../platform/runtime/projection/course.ts';

const course = { from: null, to: [10, 20], ratePerSecond: null };
const range = (from: number, next: number, offsets: readonly number[]): LogRange => ({
  partition: 0,
  from,
  next,
  records: offsets.map((offset) => ({ offset, appendedAt: 0, key: null, value: null, headers: {} })),
});
const offsetsIn = ({ records }: LogRange): readonly number[] => records.map(({ offset }) => offset);

describe('a course that ends', () => {
  test('has of a range what is before its end, also where the range has a hole there', () => {
    expect(within(course, range(0, 9, [1, 8]))).toEqual(range(0, 9, [1, 8]));
    expect(within(course, range(5, 14, [5, 9, 10, 13]))).toEqual(range(5, 10, [5, 9]));
    expect(within(course, range(5, 14, [5, 12]))).toEqual(range(5, 10, [5]));
  });

  test('is past its end there, in each partition for itself', () => {
    expect([isPast(course, 0, 9), isPast(course, 0, 10), isPast(course, 1, 10)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(isPast({ ...course, to: null }, 0, 1e9)).toBe(false);
  });
});

describe('the pieces of a range', () => {
  test('follow each other without gap and have all its records', () => {
    const pieces = [...piecesOf(range(3, 30, [4, 7, 8, 15, 20]), 2)];
    expect(pieces.map(offsetsIn)).toEqual([[4, 7], [8, 15], [20]]);
    expect(pieces.map(({ from, next }) => [from, next])).toEqual([
      [3, 8],
      [8, 16],
      [16, 30],
    ]);
  });

  test('are the range itself where it is small, empty, or just as large as a piece', () => {
    for (const whole of [range(3, 9, []), range(3, 9, [4]), range(3, 9, [4, 5])])
      expect([...piecesOf(whole, 2)]).toEqual([whole]);
    expect([...piecesOf(range(0, 4, [0, 1, 2, 3]), 2)].map(offsetsIn)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});
