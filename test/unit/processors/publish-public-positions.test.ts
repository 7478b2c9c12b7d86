import { expect, test } from 'vitest';
import { seconds } from '../../../platform/core/durations.ts';
import { publishPublicPositions } from '../../../processors/publish-public-positions.ts';
import { givenTo } from '../../support/given.ts';
import { position, type Said } from '../../support/said.ts';

const given = givenTo(publishPublicPositions);
const type = 'PublicVehiclePosition';
const start = Date.UTC(2016, 10, 25, 18);
const at = (afterS: number, latitude: number, more = {}): Said =>
  position({ occurredAt: start + seconds(afterS), latitude, longitude: -97.6659, ...more });

test('everybody sees where a vehicle is to three decimals and to the second, and nothing that is internal', () => {
  const { events } = given([position({ occurredAt: start + 789, latitude: 30.421946, longitude: -0.0001 })]);
  expect(events).toMatchObject([
    { type, latitude: 30.422, longitude: 0, occurredAt: start, tripId: '1669591' },
  ]);
  expect(Object.keys(events[0] ?? {})).not.toContain('occupancy');
});

test('it is said when it is another place, trip or route, and once a minute', () => {
  given([
    at(0, 30.4214),
    at(10, 30.4211),
    at(20, 30.4221),
    at(30, 30.4221, { tripId: 'next' }),
    at(80, 30.4221, { tripId: 'next' }),
    at(90, 30.4221, { tripId: 'next' }),
  ]).then([
    { type, latitude: 30.421 },
    { type, latitude: 30.422 },
    { type, tripId: 'next', occurredAt: start + seconds(30) },
    { type, occurredAt: start + seconds(90) },
  ]);
});

test('it never goes back in time', () => {
  given([at(20, 30.4), at(10, 30.5), at(20, 30.6)]).then([{ type, latitude: 30.4 }]);
});
