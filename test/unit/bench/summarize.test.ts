import { expect, test } from 'vitest';
import { quantile, summarize } from '../../../bench/summarize.ts';

test('the ratio is that of the runs beside each other, not that of the medians', () => {
  const summary = summarize({
    measured: { what: 'ours', runs: [100, 20, 90] },
    baseline: { what: 'theirs', runs: [50, 10, 30] },
    unit: 'rows/s',
  });
  expect(summary).toMatchObject({ median: 90, baselineMedian: 30, ratio: 2 });
});

test('a quantile between two values is between them by proportion', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});
