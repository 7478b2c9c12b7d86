import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../platform/core/durations.ts';
import { seededRandom } from '../../../cli/sources/seeded-random.ts';
import { detectBunching } from '../../../processors/detect-bunching.ts';
import type { DataOf } from '../../../platform/core/define-event.ts';
import { VehiclePositionSampled } from '../../../schemas/events/vehicle-position-sampled.ts';
import { givenTo } from '../../support/given.ts';
import { shuffled } from '../../support/recorded-log.ts';
import { derived, tick, ticks, type Said } from '../../support/said.ts';

const given = givenTo(detectBunching({ bunchingDistanceM: 200, samplingIntervalS: 15 }));
const start = Date.UTC(2016, 10, 25, 18);
/** About a metre of latitude, in degrees. */
const METRE = 1 / 111_195;

const at = (
  vehicleId: string,
  afterS: number,
  metres: number,
  more: Partial<DataOf<typeof VehiclePositionSampled>> = {},
): Said =>
  derived(VehiclePositionSampled, {
    vehicleId,
    occurredAt: start + seconds(afterS),
    receivedAt: start + seconds(afterS + 2),
    latitude: 30 + metres * METRE,
    longitude: -97,
    ...more,
  });
const later = tick(start + minutes(5));

test('two vehicles of a route and direction that come near to each other are bunched, until they are apart', () => {
  given([
    at('b', 1, 0),
    at('a', 3, 500),
    at('b', 16, 100),
    at('a', 18, 250),
    at('b', 31, 100),
    at('a', 33, 390),
    at('b', 46, 100),
    at('a', 48, 410),
    later,
  ]).then([
    {
      type: 'VehiclesBunched',
      routeId: '1',
      directionId: 1,
      vehicleId: 'a',
      otherVehicleId: 'b',
      occurredAt: start + seconds(18),
    },
    { type: 'VehiclesSpread', occurredAt: start + seconds(48), bunchedAt: start + seconds(18) },
  ]);
});

test('a slot is only judged when its samples have come', () => {
  given([at('a', 1, 0), at('b', 3, 10), tick(start + seconds(77))]).then([]);
  given([at('a', 1, 0), at('b', 3, 10), tick(start + seconds(78))]).then([{ type: 'VehiclesBunched' }]);
});

test('other routes and directions, vehicles without a route, and those that all stand are not compared', () => {
  given([
    at('a', 1, 0),
    at('b', 2, 0, { directionId: 0 }),
    at('c', 2, 0, { routeId: '7' }),
    at('d', 2, 0, { routeId: '' }),
    at('e', 2, 0, { routeId: '' }),
    at('f', 2, 0, { routeId: '9', speedMps: 0 }),
    at('g', 2, 0, { routeId: '9', speedMps: 0.4 }),
    later,
  ]).then([]);
});

test('two that are no longer seen together were bunched until they were', () => {
  given([
    at('a', 1, 0),
    at('b', 3, 10),
    at('a', 16, 0),
    at('b', 18, 10),
    ...ticks(start, start + minutes(30), seconds(15)),
  ]).then([
    { type: 'VehiclesBunched', occurredAt: start + seconds(3) },
    {
      type: 'VehiclesSpread',
      occurredAt: start + seconds(18),
      bunchedAt: start + seconds(3),
      distanceM: null,
    },
  ]);
});

test('what was received long after it was taken is not judged', () => {
  const receivedAt = start + minutes(11);
  given([at('a', 1, 0, { receivedAt }), at('b', 3, 10, { receivedAt }), tick(start + minutes(30))]).then([]);
});

test('a replay that brings samples in another order says the same', () => {
  const random = seededRandom(3);
  const samples = Array.from({ length: 60 }, (_, index) =>
    at(`v${index % 4}`, Math.floor(index / 4) * 15 + (index % 4), random.whole(0, 600), {
      receivedAt: start + seconds(Math.floor(index / 4) * 15 + random.whole(0, 70)),
    }),
  );
  const said = (order: readonly Said[]): unknown[] =>
    given([...order, tick(start + minutes(30))]).events.map((event) => ({ ...event, eventId: null }));
  const expected = said(samples);
  expect(expected.length).toBeGreaterThan(10);
  for (let round = 0; round < 10; round += 1) expect(said(shuffled(random, samples))).toEqual(expected);
});
