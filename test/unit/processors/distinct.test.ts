import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDistinct } from '../../../processors/distinct.ts';

test('a value that is known changes nothing', () => {
  const values = ['1', '7'];
  expect(withDistinct(values, '7')).toBe(values);
});

test('a new value takes its place in the order', () => {
  expect(withDistinct(['1', '7'], '3')).toEqual(['1', '3', '7']);
});

test('given any values in any order, those that come first are kept, up to the limit', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 5 }), (values, limit) => {
      const kept = values.reduce<readonly string[]>((all, value) => withDistinct(all, value, limit), []);
      expect(kept).toEqual([...new Set(values)].sort().slice(0, limit));
    }),
  );
});
