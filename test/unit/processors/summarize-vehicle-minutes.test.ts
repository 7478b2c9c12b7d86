import { describe, expect, test } from 'vitest';
import { days, minutes, seconds } from '../../../platform/core/durations.ts';
import { summarizeVehicleMinutes } from '../../../processors/summarize-vehicle-minutes.ts';
import { givenTo } from '../../support/given.ts';
import { heard, position, signal, tick } from '../../support/said.ts';

const given = givenTo(summarizeVehicleMinutes);
const type = 'VehicleMinuteSummarized';
const minute = Date.UTC(2016, 10, 25, 17, 53);
/** A later report of the vehicle, which closes the minute and whatever came before it. */
const later = position({ occurredAt: minute + minutes(5), routeId: '1' });

describe('what a minute holds', () => {
  test('count, sum and maximum of speed in micrometres a second, first and last place', () => {
    given([
      position({ occurredAt: minute + 20_000, speedMps: 7.15264, latitude: 30.2, longitude: -97.2 }),
      position({ occurredAt: minute, speedMps: 0.1 + 0.2, latitude: 30.1, longitude: -97.1 }),
      position({ occurredAt: minute + 59_999, speedMps: 1.0000005, latitude: 30.3, longitude: -97.3 }),
      later,
    ]).then([
      {
        type,
        vehicleId: '8940',
        routeId: '1',
        minute,
        revision: 1,
        closed: true,
        positions: 3,
        speedSumUmps: 7_152_640 + 300_000 + 1_000_001,
        speedMaxUmps: 7_152_640,
        firstAt: minute,
        firstLatitude: 30.1,
        firstLongitude: -97.1,
        lastAt: minute + 59_999,
        lastLatitude: 30.3,
        lastLongitude: -97.3,
        positionsAdded: 3,
        speedSumAddedUmps: 8_452_641,
      },
    ]);
  });

  test('the way between its positions by great circle, and how long it moved and stood', () => {
    given([
      position({ occurredAt: minute, speedMps: 5, latitude: 30, longitude: -97 }),
      position({ occurredAt: minute + 10_000, speedMps: 0.4, latitude: 30.001, longitude: -97 }),
      position({ occurredAt: minute + 30_000, speedMps: 0, latitude: 30.001, longitude: -97 }),
      position({ occurredAt: minute + 35_000, speedMps: 8, latitude: 30.002, longitude: -97 }),
      later,
    ]).then([
      {
        type,
        distanceMm: 2 * 111_195,
        movingMs: 15_000,
        standingMs: 20_000,
        distanceAddedMm: 2 * 111_195,
        movingAddedMs: 15_000,
        standingAddedMs: 20_000,
      },
    ]);
  });

  test('its positions by speed', () => {
    const histogram = [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    given([
      ...[0, 0.4, 0.5, 31].map((speedMps, index) => position({ occurredAt: minute + index, speedMps })),
      later,
    ]).then([{ type, speedHistogram: histogram, speedHistogramAdded: histogram }]);
  });

  test('routes within one minute are summarized apart, in the order of their names; none is the empty name', () => {
    given([
      position({ occurredAt: minute + 1000, routeId: '7', speedMps: 1 }),
      position({ occurredAt: minute + 2000, routeId: null, speedMps: 2 }),
      position({ occurredAt: minute + 3000, routeId: '1', speedMps: 3 }),
      position({ occurredAt: minute + 4000, routeId: '7', speedMps: 4 }),
      later,
    ]).then([
      { type, routeId: '', positions: 1, speedSumUmps: 2_000_000 },
      { type, routeId: '1', positions: 1, speedSumUmps: 3_000_000 },
      { type, routeId: '7', positions: 2, speedSumUmps: 5_000_000 },
    ]);
  });

  test('two places of one instant: their order of arrival decides nothing', () => {
    const places = [
      position({ occurredAt: minute, sequence: 1, latitude: 30, longitude: -97 }),
      position({ occurredAt: minute, sequence: 2, latitude: 31, longitude: -98 }),
    ];
    const expected = [{ type, positions: 2, firstLatitude: 30, lastLatitude: 31 }];
    given([...places, later]).then(expected);
    given([...places.reverse(), later]).then(expected);
  });

  test('of two reports of one identity the first wins, and the other is counted', () => {
    const { counts } = given([
      position({ occurredAt: minute, speedMps: 5 }),
      position({ occurredAt: minute, speedMps: 9, receivedAt: minute + 9000 }),
      later,
    ]).then([{ type, positions: 1, speedSumUmps: 5_000_000 }]);
    expect(counts.folds[summarizeVehicleMinutes.name]).toMatchObject({ applied: 2, duplicate: 1 });
  });

  test('instants before 1970 fall into the minute that began before them', () => {
    given([position({ occurredAt: -1 }), position({ occurredAt: minutes(5) })]).then([
      { type, minute: -60_000, firstAt: -1 },
    ]);
  });
});

describe('the way from the minute before', () => {
  /** Northwards: each minute of latitude 1000th a degree further, which is 111.195 m. */
  const at = (afterMs: number, thousandths: number, routeId = '1') =>
    position({
      occurredAt: minute + afterMs,
      latitude: 30 + thousandths / 1000,
      longitude: -97,
      routeId,
      speedMps: 5,
    });

  test('with a report a minute, each leg counts to the minute in which it ends', () => {
    given([at(0, 0), at(60_000, 1), at(120_000, 3), later]).then([
      { type, minute, distanceMm: 0, movingMs: 0 },
      { type, minute: minute + 60_000, distanceMm: 111_195, movingMs: 60_000, positions: 1 },
      { type, minute: minute + 120_000, distanceMm: 222_390, movingMs: 60_000, positions: 1 },
    ]);
  });

  test('over a gap of up to five minutes, and only on the same route', () => {
    const end = at(minutes(20), 9);
    given([at(0, 0), at(minutes(5), 1), end]).then([{ type }, { type, movingMs: minutes(5) }]);
    given([at(0, 0), at(minutes(5) + 1, 1), end]).then([{ type }, { type, movingMs: 0, distanceMm: 0 }]);
    given([at(0, 0), at(60_000, 1, '7'), end]).then([{ type }, { type, routeId: '7', movingMs: 0 }]);
  });

  test('a minute that comes late takes its part of the way from the next one, which is stated again', () => {
    const said = [at(0, 0), at(120_000, 2), at(minutes(9), 0), at(60_000, 9)];
    given(said).then([
      { type, minute, revision: 1 },
      { type, minute: minute + 120_000, revision: 1, movingMs: 120_000, distanceMm: 222_390 },
      { type, minute: minute + 60_000, revision: 1, closed: true, movingMs: 60_000, distanceMm: 1_000_756 },
      {
        type,
        minute: minute + 120_000,
        revision: 2,
        closed: true,
        positions: 1,
        positionsAdded: 0,
        movingMs: 60_000,
        movingAddedMs: -60_000,
        distanceMm: 778_366,
        distanceAddedMm: 555_976,
      },
    ]);
  });
});

describe('when a minute closes', () => {
  const report = position({ occurredAt: minute + 10_000 });

  test('its own later report closes it exactly when the grace is over', () => {
    given([report, position({ occurredAt: minute + minutes(1) + seconds(30) - 1 })]).then([]);
    given([report, position({ occurredAt: minute + minutes(1) + seconds(30) })]).then([
      { type, closed: true, minute },
    ]);
  });

  test('a later report closes all minutes that it has passed, in order', () => {
    given([
      position({ occurredAt: minute + minutes(1) }),
      position({ occurredAt: minute }),
      position({ occurredAt: minute + minutes(9), vehicleId: '8940' }),
    ]).then([
      { type, minute },
      { type, minute: minute + minutes(1) },
    ]);
  });

  test('reports of another vehicle close nothing', () => {
    given([report, position({ occurredAt: minute + minutes(9), vehicleId: '2' })]).then([]);
  });

  test('a vehicle that has gone quiet: the tick after grace and quiet closes it', () => {
    const end = minute + minutes(1) + seconds(30);
    given([report, tick(end - 1)]).then([{ type, closed: false, revision: 1 }]);
    given([report, tick(end)]).then([{ type, closed: true, revision: 1 }]);
  });

  test('an old recording waits for quiet: five seconds of ticks after its last report was received', () => {
    const receivedAt = minute + days(3650);
    const old = [
      position({ occurredAt: minute, receivedAt }),
      tick(receivedAt + 2000),
      position({ occurredAt: minute + 1000, receivedAt: receivedAt + 3000 }),
      tick(receivedAt + 7999),
    ];
    given(old).then([
      { type, closed: false, revision: 1, positions: 1 },
      { type, closed: false, revision: 2, positions: 2, positionsAdded: 1 },
    ]);
    given([...old, tick(receivedAt + 8000)]).then([
      { type, revision: 1 },
      { type, revision: 2 },
      { type, closed: true, revision: 3, positions: 2, positionsAdded: 0, speedSumAddedUmps: 0 },
    ]);
  });
});

describe('running values', () => {
  test('every two seconds of ticks the changed minutes are stated, each with what it gained', () => {
    given([
      tick(minute),
      position({ occurredAt: minute, speedMps: 3 }),
      tick(minute + 1000),
      tick(minute + 2000),
      tick(minute + 4000),
      position({ occurredAt: minute + 5000, speedMps: 4 }),
      tick(minute + 6000),
    ]).then([
      { type, revision: 1, closed: false, positions: 1, positionsAdded: 1, speedSumAddedUmps: 3_000_000 },
      { type, revision: 2, closed: false, positions: 2, positionsAdded: 1, speedSumAddedUmps: 4_000_000 },
    ]);
  });

  test('ticks said twice or late state nothing again', () => {
    const { counts } = given([
      position({ occurredAt: minute }),
      tick(minute + 4000),
      tick(minute + 4000),
      tick(minute + 2000),
    ]).then([{ type, revision: 1 }]);
    expect(counts).toMatchObject({ ticks: 3, openWindows: 1 });
  });
});

describe('what comes late', () => {
  const day = days(1);

  test('within the horizon it is a new revision, with only what it adds', () => {
    given([
      position({ occurredAt: minute, speedMps: 3 }),
      position({ occurredAt: minute + day }),
      position({ occurredAt: minute + 1000, speedMps: 4 }),
    ]).then([
      { type, revision: 1, closed: true, positions: 1, minute },
      {
        type,
        minute,
        revision: 2,
        closed: true,
        positions: 2,
        speedSumUmps: 7_000_000,
        positionsAdded: 1,
        speedSumAddedUmps: 4_000_000,
      },
    ]);
  });

  test('one that leads along another way takes back what was said of the way', () => {
    const place = (latitude: number): { readonly latitude: number; readonly longitude: number } => ({
      latitude,
      longitude: -97,
    });
    given([
      position({ occurredAt: minute, speedMps: 0, ...place(30) }),
      position({ occurredAt: minute + 20_000, speedMps: 0, ...place(30) }),
      position({ occurredAt: minute + day }),
      position({ occurredAt: minute + 5000, speedMps: 9, ...place(30.001) }),
    ]).then([
      { type, revision: 1, distanceMm: 0, movingMs: 0, standingMs: 20_000 },
      {
        type,
        revision: 2,
        distanceMm: 2 * 111_195,
        movingMs: 20_000,
        standingMs: 0,
        distanceAddedMm: 2 * 111_195,
        movingAddedMs: 20_000,
        standingAddedMs: -20_000,
        speedHistogramAdded: [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
      },
    ]);
  });

  test('a minute that nobody had seen opens and closes at once', () => {
    given([position({ occurredAt: minute + day }), position({ occurredAt: minute })]).then([
      { type, minute, revision: 1, closed: true },
    ]);
  });

  test('beyond the horizon it goes to the late lane as it came, and is counted', () => {
    const newest = minute + minutes(1) + days(2) + 1;
    const { late, counts } = given([
      position({ occurredAt: newest }),
      position({ occurredAt: minute, speedMps: 4 }),
    ]).then([]);
    expect(late.map(heard)).toMatchObject([
      { type: 'VehiclePositionReported', occurredAt: minute, speedMps: 4 },
    ]);
    expect(late[0]?.headers).toMatchObject({
      'late-for': 'summarize-vehicle-minutes',
      'late-origin': 'tacho.telemetry/0/1',
    });
    expect(counts).toMatchObject({ read: 2, late: 1, emitted: { late: 1 } });
    given([position({ occurredAt: newest - 1 }), position({ occurredAt: minute })]).then([{ type, minute }]);
  });

  test('ticks make nothing late: the backlog of a month, in order, is summarized', () => {
    const now = minute + days(31);
    const { late } = given([
      tick(now),
      position({ occurredAt: minute, receivedAt: now }),
      position({ occurredAt: minute + days(20), receivedAt: now }),
    ]).then([{ type, minute, closed: true }]);
    expect(late).toEqual([]);
  });
});

test('a speed that is no number is a dead letter, and leaves no trace in the minute', () => {
  const { dead, counts } = given([
    position({ occurredAt: minute, speedMps: NaN }),
    position({ occurredAt: minute + 1, speedMps: Infinity, routeId: '9' }),
    position({ occurredAt: minute + 2, speedMps: 1 }),
    later,
  ]).then([{ type, positions: 1, firstAt: minute + 2 }]);
  expect(dead).toHaveLength(2);
  expect(counts).toMatchObject({ openWindows: 1, folds: { 'summarize-vehicle-minutes': { dead: 2 } } });
});

test('what it does not consume is ignored', () => {
  const { counts } = given([signal({ occurredAt: minute }), tick(minute)]).then([]);
  expect(counts.folds[summarizeVehicleMinutes.name]).toMatchObject({ applied: 0, ignored: 2 });
});
