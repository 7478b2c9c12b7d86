import { describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../../platform/core/durations.ts';
import { detectStatusChanges } from '../../../processors/detect-status-changes.ts';
import { givenTo, type Expected } from '../../support/given.ts';
import { position, settled, tick, ticks, type Said } from '../../support/said.ts';

const given = givenTo(detectStatusChanges);
const type = 'VehicleStatusChanged';
const start = Date.UTC(2016, 10, 25, 17, 53);
const silence = minutes(5);
/** A report may have been received in time and still wait for older ones. */
const grace = seconds(10);

/** A report so many seconds after the start, received at once or when it is said. */
const at = (afterS: number, speedMps: number, receivedAfterS = afterS): Said =>
  position({ occurredAt: start + seconds(afterS), receivedAt: start + seconds(receivedAfterS), speedMps });

const instants = (events: readonly Expected[]): unknown[] =>
  events.map(({ occurredAt }) => Number(occurredAt) - start);

describe('moving and standing', () => {
  test('the first report says what the vehicle does, with nothing before it', () => {
    given(settled(at(0, 8))).then([
      { type, vehicleId: '8940', status: 'moving', previous: null, since: null, occurredAt: start },
    ]);
    given(settled(at(0, 0))).then([{ type, status: 'idling', previous: null }]);
  });

  test('it says only what changes, and when the status before began', () => {
    given(settled(at(0, 8), at(10, 9), at(20, 0.4), at(30, 0), at(40, 0.5))).then([
      { type, status: 'moving' },
      { type, status: 'idling', previous: 'moving', since: start, occurredAt: start + seconds(20) },
      {
        type,
        status: 'moving',
        previous: 'idling',
        since: start + seconds(20),
        occurredAt: start + seconds(40),
      },
    ]);
  });

  test('standing for five minutes is being stopped', () => {
    given(settled(at(0, 0), at(299, 0), at(300, 0), at(400, 0), at(410, 6))).then([
      { type, status: 'idling' },
      { type, status: 'stopped', previous: 'idling', since: start, occurredAt: start + minutes(5) },
      { type, status: 'moving', previous: 'stopped', since: start + minutes(5) },
    ]);
  });

  test('the place is that of the report, and no route is the empty one', () => {
    const report = position({ occurredAt: start, latitude: 1.5, longitude: 2.5, routeId: null });
    given(settled(report)).then([{ type, latitude: 1.5, longitude: 2.5, routeId: '' }]);
  });

  test('reports out of order within the grace are seen in their order; one that comes later is late', () => {
    const missed = at(9, 8, 26);
    const { counts } = given(settled(at(10, 0, 10), at(3, 8, 11), at(20, 8, 20), at(25, 8, 25), missed)).then(
      [
        { type, status: 'moving', occurredAt: start + seconds(3) },
        { type, status: 'idling', occurredAt: start + seconds(10) },
        { type, status: 'moving', occurredAt: start + seconds(20) },
      ],
    );
    expect(counts.folds['detect-status-changes']?.late).toBe(1);
  });

  test('of two reports of one instant only one says something', () => {
    const { events } = given(
      settled(at(20, 8), position({ occurredAt: start + seconds(20), sequence: 2, speedMps: 0 })),
    );
    expect(events).toHaveLength(1);
  });
});

describe('silence', () => {
  test('five minutes of ticks without a report: silent since the last report plus five minutes', () => {
    const reports = [at(0, 8), at(60, 8, 62)];
    given([...reports, tick(start + seconds(62) + silence + grace - 1)]).then([{ type, status: 'moving' }]);
    given([...reports, tick(start + seconds(62) + silence + grace)]).then([
      { type, status: 'moving' },
      {
        type,
        status: 'silent',
        previous: 'moving',
        since: start,
        occurredAt: start + seconds(60) + silence,
      },
    ]);
  });

  test('it is said once, and a report ends it', () => {
    given([
      at(0, 8),
      ...ticks(start, start + minutes(20), seconds(30)),
      at(1210, 8),
      ...ticks(start + minutes(21), start + minutes(22), seconds(30)),
    ]).then([
      { type, status: 'moving' },
      { type, status: 'silent', occurredAt: start + silence },
      { type, status: 'moving', previous: 'silent', occurredAt: start + seconds(1210) },
    ]);
  });

  test('vehicles that fall silent at one tick are named in the order of their silence, then of their names', () => {
    const report = (vehicleId: string, afterS: number) =>
      position({ vehicleId, occurredAt: start + seconds(afterS), receivedAt: start + seconds(afterS) });
    const { events } = given([report('c', 1), report('b', 1), report('a', 2), tick(start + minutes(9))]);
    expect(events.slice(3).map(({ vehicleId }) => vehicleId)).toEqual(['b', 'c', 'a']);
  });

  test('a report that was received in time, but waits for older ones, ends no silence: there was none', () => {
    given([
      at(0, 8),
      tick(start + minutes(1)),
      at(299, 8),
      ...ticks(start + silence, start + minutes(9)),
    ]).then([{ type, status: 'moving' }]);
  });

  test('a recording of ten years ago that is imported now falls silent when it ends, in its own time', () => {
    const old = Date.UTC(2006, 5, 1);
    const imported = Array.from({ length: 5 }, (_, index) =>
      position({ occurredAt: old + minutes(30 * index), receivedAt: start + index, speedMps: 8 }),
    );
    given([...imported, tick(start + minutes(6))]).then([
      { type, status: 'moving', occurredAt: old },
      { type, status: 'silent', occurredAt: old + minutes(120) + silence },
    ]);
  });

  test('a backlog after a silence never goes back behind what was said', () => {
    const { events } = given([
      at(0, 8),
      tick(start + minutes(30)),
      at(60, 0, 1900),
      at(240, 8, 1900),
      at(300, 0, 1901),
      at(301, 0, 1901),
      at(500, 8, 1902),
      tick(start + minutes(31)),
      tick(start + minutes(40)),
    ]).then([
      { type, status: 'moving' },
      { type, status: 'silent', occurredAt: start + silence },
      { type, status: 'idling', previous: 'silent', occurredAt: start + seconds(301) },
      { type, status: 'moving', previous: 'idling', occurredAt: start + seconds(500) },
      { type, status: 'silent', previous: 'moving', occurredAt: start + seconds(800) },
    ]);
    expect(instants(events)).toEqual([...instants(events)].sort((a, b) => Number(a) - Number(b)));
  });
});
