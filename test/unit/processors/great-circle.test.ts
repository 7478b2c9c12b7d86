import { distance } from '@turf/distance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greatCircleMm } from '../../../processors/great-circle.ts';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const place = fc.tuple(latitude, longitude);

test('a degree of the equator is what the mean radius says, in whole millimetres', () => {
  expect(greatCircleMm(0, 0, 0, 1)).toBe(Math.round((6_371_008_800 * Math.PI) / 180));
});

test('given any two places, it is what the geometry library says, to the millimetre', () => {
  fc.assert(
    fc.property(place, place, ([latitudeA, longitudeA], [latitudeB, longitudeB]) => {
      const said = distance([longitudeA, latitudeA], [longitudeB, latitudeB], { units: 'millimeters' });
      // Beyond a quarter of the earth both are good to some decimetres only: a vehicle's legs are not so long.
      fc.pre(said < 1e10);
      expect(Math.abs(greatCircleMm(latitudeA, longitudeA, latitudeB, longitudeB) - said)).toBeLessThan(1);
    }),
  );
});

test('given opposite places, it is half a circumference, where the library says no number', () => {
  fc.assert(
    fc.property(place, ([latitudeA, longitudeA]) => {
      const half = Math.round(6_371_008_800 * Math.PI);
      const opposite = longitudeA > 0 ? longitudeA - 180 : longitudeA + 180;
      expect(Math.abs(greatCircleMm(latitudeA, longitudeA, -latitudeA, opposite) - half)).toBeLessThanOrEqual(
        500,
      );
    }),
  );
});

test('given one place twice, it is zero', () => {
  expect(greatCircleMm(30.1, -97.2, 30.1, -97.2)).toBe(0);
});
