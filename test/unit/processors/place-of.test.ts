import { expect, test } from 'vitest';
import { placeOf } from '../../../processors/place-of.ts';

test('a place comes back from JSON as it was: Greenwich has no negative zero', () => {
  const place = placeOf({ latitude: 51.4779, longitude: -0 });
  expect(JSON.parse(JSON.stringify(place))).toStrictEqual(place);
  expect(Object.is(place.longitude, 0)).toBe(true);
});

test.each([NaN, Infinity, -Infinity])('%d is no degree', (latitude) => {
  expect(() => placeOf({ latitude, longitude: 1 })).toThrow(/no place/);
  expect(() => placeOf({ latitude: 1, longitude: latitude })).toThrow(/no place/);
});
