import { expect, test } from 'vitest';
import { coordinatesOf } from '../../../processors/coordinates-of.ts';

test('a place comes back from JSON as it was: Greenwich has no negative zero', () => {
  const place = coordinatesOf({ latitude: 51.4779, longitude: -0 });
  expect(JSON.parse(JSON.stringify(place))).toStrictEqual(place);
  expect(Object.is(place.longitude, 0)).toBe(true);
});

test.each([NaN, Infinity, -Infinity])('%d is no degree', (latitude) => {
  expect(() => coordinatesOf({ latitude, longitude: 1 })).toThrow(/no place/);
  expect(() => coordinatesOf({ latitude: 1, longitude: latitude })).toThrow(/no place/);
});
