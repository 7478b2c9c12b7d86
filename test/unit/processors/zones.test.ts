import { expect, test } from 'vitest';
import { zoneFindings, zonesIn, type Zone } from '../../../processors/zones.ts';

const square = (west: number, south: number, size: number): number[][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const polygon = (id: string, ...coordinates: number[][][]): Zone => ({
  type: 'Feature',
  id,
  geometry: { type: 'Polygon', coordinates },
});
const islands: Zone = {
  type: 'Feature',
  id: 'islands',
  geometry: { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(10, 10, 1)]] },
};
const collection = (...features: Zone[]) => ({ type: 'FeatureCollection' as const, features });

test('a place is in all zones that hold it, sorted; holes are outside, and all parts of a zone inside', () => {
  const at = zonesIn(
    collection(polygon('ring', square(0, 0, 4), square(1, 1, 2)), islands, polygon('a', square(0, 0, 2))),
  );
  expect(at(0.5, 0.5)).toEqual(['a', 'islands', 'ring']);
  expect(at(1.5, 1.5)).toEqual(['a']);
  expect(at(10.5, 10.5)).toEqual(['islands']);
  expect(at(5, 5)).toEqual([]);
});

test('without zones a place is in none', () => {
  expect(zonesIn(collection())(1, 1)).toEqual([]);
});

test('what no schema can say is found: one id twice, rings that are not closed', () => {
  expect(zoneFindings(collection(polygon('a', square(0, 0, 1)), islands))).toEqual([]);
  const open = square(0, 0, 1).slice(0, -1);
  expect(
    zoneFindings(collection(polygon('a', square(0, 0, 1)), polygon('a', open))).map(({ pointer }) => pointer),
  ).toEqual(['/zones/features/1/id', '/zones/features/1/geometry']);
});
