import { cellToLatLng, getResolution, latLngToCell } from 'h3-js';
import { describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../platform/core/durations.ts';
import { summarizeVehicleCellHours } from '../../../processors/summarize-vehicle-cell-hours.ts';
import { givenTo } from '../../support/given.ts';
import { position, tick } from '../../support/said.ts';

const given = givenTo(summarizeVehicleCellHours);
const type = 'VehicleCellHourSummarized';
const hour = Date.UTC(2016, 10, 25, 17);
const austin = { latitude: 30.2672, longitude: -97.7431 };
const airport = { latitude: 30.1975, longitude: -97.6664 };
const cell = latLngToCell(austin.latitude, austin.longitude, 8);
const bins = (counts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: 13 }, (_, bin) => counts[bin] ?? 0);
/** A later report of the vehicle, which closes the hour. */
const later = position({ occurredAt: hour + hours(2) });

describe('what a vehicle does in a cell', () => {
  test('positions and speeds of an hour, keyed by the cell', () => {
    given([
      position({ occurredAt: hour, ...austin, speedMps: 3 }),
      position({ occurredAt: hour + minutes(59), ...austin, speedMps: 0 }),
      later,
    ]).then([
      {
        type,
        cell,
        vehicleId: '8940',
        hour,
        revision: 1,
        closed: true,
        positions: 2,
        speedSumUmps: 3_000_000,
        speedMaxUmps: 3_000_000,
        speedHistogram: bins({ 0: 1, 2: 1 }),
        positionsAdded: 2,
        speedSumAddedUmps: 3_000_000,
        speedHistogramAdded: bins({ 0: 1, 2: 1 }),
      },
    ]);
    expect(getResolution(cell)).toBe(8);
  });

  test('places anywhere in a cell are one, whatever the route; other cells are apart', () => {
    const [latitude, longitude] = cellToLatLng(cell);
    const { events } = given([
      position({ occurredAt: hour, ...austin, routeId: '1' }),
      position({ occurredAt: hour + 1000, latitude, longitude, routeId: null }),
      position({ occurredAt: hour + 2000, ...airport }),
      later,
    ]);
    expect(events.map((event) => [event['cell'], event['positions']])).toEqual(
      expect.arrayContaining([
        [cell, 2],
        [latLngToCell(airport.latitude, airport.longitude, 8), 1],
      ]),
    );
    expect(events).toHaveLength(2);
  });

  test('running values come every ten seconds of ticks, each with what it gained', () => {
    given([
      tick(hour),
      position({ occurredAt: hour + 1000, ...austin, speedMps: 1 }),
      tick(hour + seconds(9)),
      tick(hour + seconds(10)),
      position({ occurredAt: hour + 11_000, ...austin, speedMps: 7 }),
      tick(hour + seconds(20)),
      tick(hour + seconds(30)),
    ]).then([
      { type, revision: 1, closed: false, positions: 1, positionsAdded: 1 },
      {
        type,
        revision: 2,
        closed: false,
        positions: 2,
        positionsAdded: 1,
        speedSumAddedUmps: 7_000_000,
        speedHistogramAdded: bins({ 4: 1 }),
      },
    ]);
  });

  test('a place or a speed that is none is a dead letter', () => {
    const { dead } = given([
      position({ occurredAt: hour, latitude: NaN }),
      position({ occurredAt: hour + 1, longitude: Infinity }),
      position({ occurredAt: hour + 2, speedMps: NaN }),
      later,
    ]).then([]);
    expect(dead).toHaveLength(3);
  });
});
