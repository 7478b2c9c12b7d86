import { long, text, timestamp } from '../platform/core/fields.ts';

/** What is said of a service day, of one vehicle or of all of an operator. */
export const serviceDayPart = {
  operatorId: text('The company; empty for vehicles that named none', 0),
  serviceDay: text('The local date that names the day, YYYY-MM-DD'),
  timeZone: text('IANA name of the time zone in which it is that date'),
  startsAt: timestamp('Start of the service day; UTC milliseconds'),
  endsAt: timestamp('End of the service day; UTC milliseconds'),
  firstAt: timestamp('When the first position of the day was taken; UTC milliseconds'),
  lastAt: timestamp('When the last position of the day was taken; UTC milliseconds'),
  positions: long('Positions reported on that day, those that came too late to be counted left out'),
};

/** An example of it, with an envelope. */
export const serviceDayPartExample = {
  eventId: '70efdf2e-c9b0-5079-9a8c-6bf3a7f5f8d1',
  receivedAt: Date.UTC(2016, 10, 26, 9, 0, 12),
  operatorId: 'capmetro',
  serviceDay: '2016-11-25',
  timeZone: 'America/Chicago',
  startsAt: Date.UTC(2016, 10, 25, 9),
  endsAt: Date.UTC(2016, 10, 26, 9),
  firstAt: Date.UTC(2016, 10, 25, 11, 2),
  lastAt: Date.UTC(2016, 10, 26, 5, 48),
  positions: 4711,
};
