import { expect, it } from 'vitest';
import { metresBetween, nearestDistance, placeAt, polyline } from '../../../../cli/sources/polyline.ts';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
// East along the equator, then north: 0.01 degrees are 1111.95 m both ways.
const corner = polyline([at(0, 0), at(0, 0.01), at(0.01, 0.01)]);

it('measures distances', () => {
  expect(corner.lengthM).toBeCloseTo(2 * 1111.95, 1);
  // Berlin to Hamburg, 255.3 km as the crow flies
  expect(metresBetween(at(52.52, 13.405), at(53.551, 9.994)) / 1000).toBeCloseTo(255.3, 0);
});

it('finds the place at a distance, and the ends beyond it', () => {
  expect(placeAt(corner, 1111.95 / 2).longitude).toBeCloseTo(0.005, 6);
  expect(placeAt(corner, 1111.95 / 2).headingDeg).toBeCloseTo(90, 3);
  expect(placeAt(corner, 1700).headingDeg).toBeCloseTo(0, 3);
  expect(placeAt(corner, -5)).toMatchObject(at(0, 0));
  expect(placeAt(corner, 1e6)).toMatchObject(at(0.01, 0.01));
});

it('finds where it comes nearest to a point, not before a distance', () => {
  expect(nearestDistance(corner, at(0.001, 0.004), 0)).toBeCloseTo(444.8, 0);
  expect(nearestDistance(corner, at(0.001, 0.004), 600)).toBeGreaterThanOrEqual(600);
  expect(nearestDistance(corner, at(0.02, 0.02), 0)).toBeCloseTo(corner.lengthM, 3);
});
