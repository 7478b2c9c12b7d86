import { describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../platform/core/durations.ts';
import { completeTrips } from '../../../processors/complete-trips.ts';
import { greatCircleMm } from '../../../processors/great-circle.ts';
import { defaultRules } from '../../../processors/rules.ts';
import { givenTo } from '../../support/given.ts';
import { fault, position, settled, stop, tick, type Said } from '../../support/said.ts';

const given = givenTo(completeTrips({ ...defaultRules, timeZone: 'America/Chicago' }));
const type = 'TripCompleted';
const start = Date.UTC(2016, 10, 25, 18);
/** The step of latitude that a vehicle drives in ten seconds. */
const STEP = 0.001;

type More = Parameters<typeof position>[0];

const at = (afterS: number, tripId: string | null, more: Partial<More> = {}): Said =>
  position({
    occurredAt: start + seconds(afterS),
    receivedAt: start + seconds(afterS),
    tripId,
    latitude: 30 + (afterS / 10) * STEP,
    longitude: -97,
    ...more,
  });
const atStop = (
  afterS: number,
  stopId: string,
  kind: 'arrived' | 'departed' | 'doorsOpened' | 'doorsClosed' | 'passed',
  tripId: string | null = null,
): Said =>
  stop({ occurredAt: start + seconds(afterS), receivedAt: start + seconds(afterS), stopId, kind, tripId });
const quiet = tick(start + hours(5));

test('a trip is all that a reader needs to know of it', () => {
  given([
    at(0, 'a', { speedMps: 4, delayS: null }),
    atStop(5, 's1', 'departed'),
    at(10, 'a', { speedMps: 10, delayS: 60, occupancy: 5 }),
    atStop(20, 's2', 'arrived'),
    atStop(50, 's2', 'departed'),
    fault({ occurredAt: start + seconds(55), receivedAt: start + seconds(55), code: 'P1' }),
    at(60, 'a', { speedMps: 7, delayS: 90, latitude: 30.002 }),
    at(70, 'b'),
    quiet,
  ]).then([
    {
      type,
      vehicleId: '8940',
      tripId: 'a',
      serviceDay: '2016-11-25',
      routeId: '1',
      directionId: 1,
      operatorId: 'capmetro',
      vehicleType: 'bus',
      startedAt: start,
      endedAt: start + seconds(60),
      endedBy: 'next-trip',
      firstStopId: 's1',
      lastStopId: 's2',
      stops: 2,
      dwellMs: seconds(30),
      firstLatitude: 30,
      lastLatitude: 30.002,
      lastLongitude: -97,
      positions: 3,
      distanceMm: 2 * greatCircleMm(30, -97, 30.001, -97),
      speedMeanUmps: 7e6,
      speedMaxUmps: 10e6,
      delayStartS: 60,
      delayEndS: 90,
      faults: ['P1'],
    },
    { type, tripId: 'b', endedBy: 'silence' },
  ]);
});

describe('a trip ends', () => {
  test('when the vehicle goes on without one for five minutes; what it drives then is not of the trip', () => {
    given([at(0, 'a'), at(10, 'a'), at(200, null), at(309, ''), at(310, null), at(320, null), quiet]).then([
      { type, endedBy: 'no-trip', endedAt: start + seconds(10), positions: 2 },
    ]);
  });

  test('not when a few reports leave it out', () => {
    given([at(0, 'a'), at(10, null), at(20, 'a'), quiet]).then([
      { type, endedBy: 'silence', positions: 2, endedAt: start + seconds(20) },
    ]);
  });

  test('when nothing is heard of it for fifteen minutes of ticks', () => {
    const said = [at(0, 'a'), at(10, 'a'), tick(start + seconds(19) + minutes(15))];
    given(said).then([]);
    given([...said, tick(start + seconds(20) + minutes(15))]).then([
      { type, endedBy: 'silence', positions: 2 },
    ]);
  });

  test('when nothing was heard of it for fifteen minutes of a recording; the same id is another trip then', () => {
    const imported = [0, 10, 910, 920].map((afterS) => at(afterS, 'a', { receivedAt: start }));
    given(settled(...imported)).then([
      { type, endedBy: 'silence', startedAt: start, endedAt: start + seconds(10) },
    ]);
    given([...imported, quiet]).then([
      { type, startedAt: start },
      { type, startedAt: start + seconds(910), endedBy: 'silence' },
    ]);
  });

  test('with the service day, on the clock of the vehicle', () => {
    const end = Date.UTC(2016, 10, 26, 9);
    const around = [-600, -300, 0, 300].map((s) =>
      position({ occurredAt: end + seconds(s), tripId: 'night' }),
    );
    given([...around, tick(end + hours(1))]).then([
      { type, serviceDay: '2016-11-25', endedBy: 'service-day', positions: 2 },
      { type, serviceDay: '2016-11-26', endedBy: 'silence', positions: 2 },
    ]);
  });
});

describe('at stops', () => {
  const dwell = (...said: readonly Said[]) =>
    given([at(0, 'a'), ...said, quiet]).events.map(({ dwellMs, stops }) => [Number(dwellMs) / 1000, stops]);

  test('it dwells from the first arrival or opening of doors to the last closing or departure', () => {
    expect(
      dwell(
        atStop(10, 's', 'arrived'),
        atStop(15, 's', 'doorsOpened'),
        atStop(25, 's', 'doorsClosed'),
        atStop(26, 's', 'doorsOpened'),
        atStop(30, 's', 'doorsClosed'),
        atStop(40, 's', 'departed'),
      ),
    ).toEqual([[30, 1]]);
    expect(dwell(atStop(15, 's', 'doorsOpened'), atStop(25, 's', 'doorsClosed'))).toEqual([[10, 1]]);
  });

  test('of which only an end is known, or that it passed, it did not dwell', () => {
    expect(dwell(atStop(10, 's', 'arrived'), atStop(20, 't', 'departed'), atStop(30, 'u', 'passed'))).toEqual(
      [[0, 3]],
    );
  });

  test('that it comes back to, it dwells again', () => {
    expect(
      dwell(
        atStop(10, 's', 'arrived'),
        atStop(20, 's', 'departed'),
        atStop(200, 's', 'arrived'),
        atStop(205, 's', 'departed'),
      ),
    ).toEqual([[15, 2]]);
  });
});

test('stops alone make a trip, without places', () => {
  given([atStop(0, 's', 'departed', 'a'), atStop(200, 't', 'arrived', 'a'), quiet]).then([
    { type, tripId: 'a', positions: 0, firstLatitude: null, lastLongitude: null, speedMeanUmps: 0, stops: 2 },
  ]);
});

test('legs of more than five minutes are not driven way', () => {
  given([at(0, 'a'), at(10, 'a'), at(400, 'a'), quiet]).then([
    { type, positions: 3, distanceMm: greatCircleMm(30, -97, 30.001, -97) },
  ]);
});

test('a fault that was there before the trip was not raised during it', () => {
  const faultAt = (afterS: number, code: string): Said =>
    fault({ occurredAt: start + seconds(afterS), receivedAt: start + seconds(afterS), code });
  given([
    faultAt(0, 'old'),
    at(10, 'a'),
    faultAt(20, 'old'),
    faultAt(30, 'new'),
    faultAt(40, 'new'),
    quiet,
  ]).then([{ type, faults: ['new'] }]);
});

test('reports out of order within the grace are of the trip that they were made on', () => {
  given([at(0, 'a'), at(20, 'b'), at(15, 'a'), at(30, 'b'), quiet]).then([
    { type, tripId: 'a', endedAt: start + seconds(15), positions: 2 },
    { type, tripId: 'b', positions: 2 },
  ]);
});
