import { describe, expect, test } from 'vitest';
import { hours } from '../../../platform/core/durations.ts';
import { isWithin, serviceDayOf } from '../../../processors/service-day.ts';
import { defaultRules } from '../../../processors/rules.ts';

const rules = {
  ...defaultRules,
  timeZone: 'UTC',
  operatorTimeZones: { bvg: 'Europe/Berlin', capmetro: 'America/Chicago' },
};
const utc = (text: string): number => Date.parse(text);

test('a day is named by its local date and begins at three in the morning', () => {
  expect(serviceDayOf(utc('2016-11-26T08:59:59Z'), 'capmetro', rules)).toEqual({
    serviceDay: '2016-11-25',
    timeZone: 'America/Chicago',
    startsAt: utc('2016-11-25T09:00Z'),
    endsAt: utc('2016-11-26T09:00Z'),
  });
  expect(serviceDayOf(utc('2016-11-26T09:00Z'), 'capmetro', rules).serviceDay).toBe('2016-11-26');
});

test('an operator without a time zone has the default one, whatever it is called', () => {
  for (const operatorId of ['', 'other', 'toString', '__proto__'])
    expect(serviceDayOf(utc('2016-11-25T03:00Z'), operatorId, rules)).toMatchObject({
      serviceDay: '2016-11-25',
      timeZone: 'UTC',
    });
});

describe.each([
  ['forward', '2026-03-28', '2026-03-28T02:00Z', 23],
  ['back', '2026-10-24', '2026-10-24T01:00Z', 25],
])('clocks that are put %s in Berlin', (_, serviceDay, startsAt, length) => {
  const day = serviceDayOf(utc(startsAt), 'bvg', rules);

  test(`make the day of ${length} hours`, () => {
    expect(day).toMatchObject({ serviceDay, startsAt: utc(startsAt) });
    expect(day.endsAt - day.startsAt).toBe(hours(length));
  });

  test('leave no instant without a day, and none in two', () => {
    const next = serviceDayOf(day.endsAt, 'bvg', rules);
    expect(serviceDayOf(day.endsAt - 1, 'bvg', rules)).toEqual(day);
    expect(next.startsAt).toBe(day.endsAt);
  });
});

test.each([0, 2, 3])(
  'where the hour %i is skipped or comes twice, days still follow on each other',
  (hour) => {
    const early = { ...rules, serviceDayStartHour: hour };
    for (let at = utc('2026-03-27T00:00Z'); at < utc('2026-03-31T00:00Z'); at += hours(1)) {
      const day = serviceDayOf(at, 'bvg', early);
      expect(isWithin(day, at)).toBe(true);
      expect(serviceDayOf(day.endsAt, 'bvg', early).startsAt).toBe(day.endsAt);
    }
  },
);
