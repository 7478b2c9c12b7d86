import { expect, test } from 'vitest';
import { speedUmpsOf } from '../../../processors/speed-umps.ts';

test('a speed is a whole number of micrometres a second', () => {
  expect(speedUmpsOf({ speedMps: 7.15264 })).toBe(7_152_640);
  expect(speedUmpsOf({ speedMps: 0.1 + 0.2 })).toBe(300_000);
});

test.each([-0, -0.0000001])('%d m/s is a zero that comes back from JSON as it was', (speedMps) => {
  expect(Object.is(speedUmpsOf({ speedMps }), 0)).toBe(true);
});

test.each([NaN, Infinity, -Infinity, 2148, -2148])('%d m/s is no speed', (speedMps) => {
  expect(() => speedUmpsOf({ speedMps })).toThrow(RangeError);
});
