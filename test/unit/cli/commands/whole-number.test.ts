import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { wholeNumber } from '../../../../cli/commands/whole-number.ts';

test('a whole number within its bounds is taken', () => {
  expect(wholeNumber(1, 65_535)('8080')).toBe(8080);
  expect(wholeNumber(1)('1')).toBe(1);
});

test.each(['', 'abc', '-1', '0', '1.5', '1e3', '65536'])('%j is refused, with the bounds', (text) => {
  expect(() => wholeNumber(1, 65_535)(text)).toThrow(InvalidArgumentError);
  expect(() => wholeNumber(1, 65_535)(text)).toThrow('a whole number of 1 to 65535');
});
