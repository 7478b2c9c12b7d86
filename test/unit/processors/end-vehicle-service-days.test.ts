import { test } from 'vitest';
import { hours, minutes, seconds } from '../../../platform/core/durations.ts';
import { endVehicleServiceDays } from '../../../processors/end-vehicle-service-days.ts';
import { defaultRules } from '../../../processors/rules.ts';
import { givenTo } from '../../support/given.ts';
import { position, settled, tick, type Said } from '../../support/said.ts';

const given = givenTo(
  endVehicleServiceDays({ ...defaultRules, operatorTimeZones: { capmetro: 'America/Chicago' } }),
);
const type = 'VehicleServiceDayEnded';
/** Three in the morning in Austin. */
const dayStart = Date.UTC(2016, 10, 25, 9);
const dayEnd = dayStart + hours(24);

const at = (instant: number, operatorId: string | null = 'capmetro', receivedAt = instant): Said =>
  position({ occurredAt: instant, receivedAt, operatorId });

test('the first report of the next day ends the day, with what it was', () => {
  given(settled(at(dayStart), at(dayStart + hours(5)), at(dayEnd - 1), at(dayEnd))).then([
    {
      type,
      operatorId: 'capmetro',
      vehicleId: '8940',
      serviceDay: '2016-11-25',
      timeZone: 'America/Chicago',
      startsAt: dayStart,
      endsAt: dayEnd,
      firstAt: dayStart,
      lastAt: dayEnd - 1,
      positions: 3,
    },
  ]);
});

test('a vehicle that reports no more: the ticks end its day when its end has passed', () => {
  const said = [at(dayStart + hours(2)), tick(dayEnd + seconds(9))];
  given(said).then([]);
  given([...said, tick(dayEnd + seconds(10))]).then([{ type, lastAt: dayStart + hours(2) }]);
});

test('a vehicle that reported just before is waited for, for ten minutes', () => {
  const said = [at(dayEnd - seconds(30)), tick(dayEnd + minutes(9))];
  given(said).then([]);
  given([...said, tick(dayEnd + minutes(10))]).then([{ type, positions: 1 }]);
});

test('what comes of a day that the ticks have ended changes nothing any more', () => {
  given([
    at(dayEnd - hours(1)),
    tick(dayEnd + minutes(30)),
    at(dayEnd - minutes(30), 'capmetro', dayEnd + minutes(31)),
    at(dayEnd + minutes(32)),
    tick(dayEnd + hours(25)),
  ]).then([
    { type, serviceDay: '2016-11-25', positions: 1 },
    { type, serviceDay: '2016-11-26', positions: 1 },
  ]);
});

test('a recording of ten years ago ends its days as it goes on, and the last when nothing more is received', () => {
  const now = Date.UTC(2026, 10, 25);
  const imported = [0, 10, 30, 50].map((hour, index) => at(dayStart + hours(hour), 'capmetro', now + index));
  given([...imported, tick(now + minutes(9))]).then([
    { type, serviceDay: '2016-11-25', positions: 2 },
    { type, serviceDay: '2016-11-26', positions: 1 },
  ]);
  given([...imported, tick(now + minutes(11))]).then([
    { type, serviceDay: '2016-11-25' },
    { type, serviceDay: '2016-11-26' },
    { type, serviceDay: '2016-11-27', lastAt: dayStart + hours(50) },
  ]);
});

test('a vehicle that changes its operator has ended its part; vehicles without one are of the empty operator', () => {
  given(settled(at(dayStart), at(dayStart + hours(1), null), at(dayStart + hours(20), null))).then([
    { type, operatorId: 'capmetro', positions: 1 },
    { type, operatorId: '', timeZone: 'UTC', serviceDay: '2016-11-25', positions: 1 },
  ]);
});
