import { defineEvent } from '../../platform/core/define-event.ts';
import { boolean, int, listOf, text, timestamp } from '../../platform/core/fields.ts';
import { speedTotals } from '../speed-totals.ts';
import { wayTotals } from '../way-totals.ts';

/** What a vehicle did in one day (UTC), on whichever routes: absolute totals of a revision. */
export const VehicleDaySummarized = defineEvent({
  name: 'VehicleDaySummarized',
  version: 1,
  doc: 'What a vehicle did in one day of its own clock (UTC), on whichever routes. The newest revision holds.',
  topic: 'vehicle-days',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    day: timestamp('Start of the day; UTC milliseconds'),
    revision: int('1 for the first statement of this day'),
    closed: boolean('Whether the day has passed; a late report may still revise it'),
    ...speedTotals,
    ...wayTotals,
    firstAt: timestamp('When the first position was taken; UTC milliseconds'),
    lastAt: timestamp('When the last position was taken; UTC milliseconds'),
    routeIds: listOf(
      text('GTFS route_id'),
      'Distinct routes that it named, in order; of more than 32 those that come first in that order',
    ),
  },
  example: {
    eventId: '45c48cce-2e2d-5fbd-aa1a-fc51c7c6ad26',
    receivedAt: Date.UTC(2016, 10, 26, 0, 1, 31),
    vehicleId: '8940',
    day: Date.UTC(2016, 10, 25),
    revision: 431,
    closed: true,
    positions: 5102,
    speedSumUmps: 36492769280,
    speedMaxUmps: 21457920,
    speedHistogram: [912, 214, 430, 701, 866, 790, 561, 340, 208, 71, 9, 0, 0],
    distanceMm: 360812455,
    movingMs: 43120000,
    standingMs: 7810000,
    firstAt: Date.UTC(2016, 10, 25, 5, 12, 40),
    lastAt: Date.UTC(2016, 10, 25, 19, 58, 2),
    routeIds: ['1', '801'],
  },
});
