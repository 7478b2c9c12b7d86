import { test } from 'vitest';
import { seconds } from '../../../platform/core/durations.ts';
import { detectZoneChanges } from '../../../processors/detect-zone-changes.ts';
import type { Zone } from '../../../processors/zones.ts';
import { givenTo } from '../../support/given.ts';
import { position, settled, type Said } from '../../support/said.ts';

const zone = (id: string, west: number, east: number): Zone => ({
  type: 'Feature',
  id,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [east, 0],
        [east, 1],
        [west, 1],
        [west, 0],
      ],
    ],
  },
});
const given = givenTo(
  detectZoneChanges({
    zones: { type: 'FeatureCollection', features: [zone('depot', 0, 2), zone('city', 1, 4)] },
  }),
);
const start = Date.UTC(2016, 10, 25, 18);
const at = (afterS: number, longitude: number): Said =>
  position({ occurredAt: start + seconds(afterS), latitude: 0.5, longitude });

test('a vehicle enters and leaves zones, also such as overlap; where it is first seen, it has entered', () => {
  given(settled(at(0, 0.5), at(10, 0.6), at(20, 1.5), at(30, 3), at(40, 9))).then([
    {
      type: 'ZoneEntered',
      vehicleId: '8940',
      zoneId: 'depot',
      occurredAt: start,
      longitude: 0.5,
      routeId: '1',
    },
    { type: 'ZoneEntered', zoneId: 'city', occurredAt: start + seconds(20) },
    { type: 'ZoneLeft', zoneId: 'depot', occurredAt: start + seconds(30), enteredAt: start },
    { type: 'ZoneLeft', zoneId: 'city', occurredAt: start + seconds(40), enteredAt: start + seconds(20) },
  ]);
});

test('from one zone into another: it leaves first', () => {
  given(settled(at(0, 0.5), at(10, 3))).then([
    { type: 'ZoneEntered', zoneId: 'depot' },
    { type: 'ZoneLeft', zoneId: 'depot' },
    { type: 'ZoneEntered', zoneId: 'city' },
  ]);
});
