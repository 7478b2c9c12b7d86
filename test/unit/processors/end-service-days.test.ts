import { expect, test } from 'vitest';
import { days, minutes, seconds } from '../../../platform/core/durations.ts';
import { seededRandom } from '../../../cli/sources/seeded-random.ts';
import { endServiceDays } from '../../../processors/end-service-days.ts';
import { VehicleServiceDayEnded } from '../../../schemas/events/vehicle-service-day-ended.ts';
import { givenTo } from '../../support/given.ts';
import { shuffled } from '../../support/recorded-log.ts';
import { derived, tick, type Said } from '../../support/said.ts';

const given = givenTo(endServiceDays);
const type = 'ServiceDayEnded';
const { endsAt, startsAt } = VehicleServiceDayEnded.example;

const part = (vehicleId: string, afterS: number, more = {}): Said =>
  derived(VehicleServiceDayEnded, {
    vehicleId,
    receivedAt: endsAt + seconds(afterS),
    positions: 10,
    ...more,
  });
const wait = minutes(15) + seconds(30);

test('once no more parts have come for a quarter of an hour, the day of the operator has ended', () => {
  const said = [
    part('1', 2, { firstAt: startsAt + 5 }),
    part('2', 700, { lastAt: endsAt - 3 }),
    part('2', 701, { vehicleId: '2' }),
  ];
  given([...said, tick(endsAt + seconds(701) + wait - 1)]).then([]);
  given([...said, tick(endsAt + seconds(701) + wait), tick(endsAt + days(1))]).then([
    {
      type,
      operatorId: 'capmetro',
      serviceDay: '2016-11-25',
      timeZone: 'America/Chicago',
      firstAt: startsAt + 5,
      lastAt: endsAt - 3,
      positions: 30,
      vehicles: 2,
    },
  ]);
});

test('a part that comes after that changes nothing: it is said once', () => {
  const { counts } = given([
    part('1', 0),
    tick(endsAt + minutes(20)),
    part('2', 1300),
    tick(endsAt + days(2)),
  ]).then([{ type, vehicles: 1 }]);
  expect(counts.folds['end-service-days']?.applied).toBe(2);
});

test('operators are apart, and so are days', () => {
  given([
    part('1', 0, { serviceDay: '2016-11-24', startsAt: startsAt - days(1) }),
    part('1', 1),
    part('9', 1, { operatorId: '' }),
    tick(endsAt + minutes(20)),
  ]).then([
    { type, operatorId: 'capmetro', serviceDay: '2016-11-24' },
    { type, operatorId: '', serviceDay: '2016-11-25' },
    { type, operatorId: 'capmetro', serviceDay: '2016-11-25' },
  ]);
});

test('a replay that brings the parts in another order says the same: when they were received decides', () => {
  const random = seededRandom(7);
  const parts = [0, 300, 1100, 1900, 2900, 3000].map((afterS, index) => part(`v${index}`, afterS));
  const said = (order: readonly Said[]) =>
    given([...order, tick(endsAt + days(1))])
      .then([{ type, vehicles: 4, positions: 40 }])
      .events.map((event) => ({ ...event, eventId: null }));
  const expected = said(parts);
  for (let round = 0; round < 10; round += 1) expect(said(shuffled(random, parts))).toEqual(expected);
});
