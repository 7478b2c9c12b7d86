import { expect, test } from 'vitest';
import {
  addHistograms,
  EMPTY_HISTOGRAM,
  speedBinOf,
  subtractHistograms,
} from '../../../processors/speed-histogram.ts';
import { SPEED_EDGES_MPS } from '../../../schemas/speed-histogram.ts';

test('the first bin begins at zero, and the edges rise', () => {
  expect(SPEED_EDGES_MPS[0]).toBe(0);
  expect(SPEED_EDGES_MPS).toEqual([...SPEED_EDGES_MPS].sort((a, b) => a - b));
  expect(new Set(SPEED_EDGES_MPS).size).toBe(SPEED_EDGES_MPS.length);
  expect(EMPTY_HISTOGRAM).toEqual(SPEED_EDGES_MPS.map(() => 0));
});

test.each(SPEED_EDGES_MPS.map((edge, bin) => [edge, bin] as const))(
  'a speed of exactly %d m/s is in bin %i, and the least that is slower in the one before',
  (edge, bin) => {
    expect(speedBinOf(edge * 1e6)).toBe(bin);
    expect(speedBinOf(edge * 1e6 - 1)).toBe(Math.max(0, bin - 1));
  },
);

test('the last bin is open', () => {
  expect(speedBinOf(2 ** 31 - 1)).toBe(SPEED_EDGES_MPS.length - 1);
});

test('what is added can be told again', () => {
  const a = [1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4];
  const b = [0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
  expect(addHistograms(a, b)).toEqual([1, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13]);
  expect(subtractHistograms(addHistograms(a, b), a)).toEqual(b);
});

test('a bin beyond the safe integers is refused', () => {
  const full = EMPTY_HISTOGRAM.with(3, Number.MAX_SAFE_INTEGER);
  expect(() => addHistograms(full, EMPTY_HISTOGRAM.with(3, 1))).toThrow(/safe integers/);
});
