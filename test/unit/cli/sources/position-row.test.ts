import { describe, expect, it } from 'vitest';
import { positionOfRow } from '../../../../cli/sources/position-row.ts';

const row = {
  vehicle_id: '8940',
  timestamp: '2016-11-25T11:53:40-06:00',
  speed: '7.15264',
  latitude: '30.421946',
  longitude: '-97.665924',
};

const problemOf = (change: object): unknown => positionOfRow({ ...row, ...change }, 'mps');

describe('a row', () => {
  it('without speed stands still', () => {
    expect(positionOfRow({ ...row, speed: '' }, 'mps')).toMatchObject({ speedMps: 0 });
  });

  it('leaves out an empty route and trip', () => {
    const position = positionOfRow({ ...row, route_id: '', trip_id: ' ' }, 'mps');
    expect(position).not.toHaveProperty('routeId');
    expect(position).not.toHaveProperty('tripId');
  });

  it('keeps what is implausible: that is judged by ingest', () => {
    const position = positionOfRow({ ...row, speed: '-1', latitude: '0', longitude: '0.0' }, 'mps');
    expect(position).toMatchObject({ speedMps: -1, latitude: 0, longitude: 0 });
  });

  it.each([
    ['2016-11-25T11:53:40Z', '2016-11-25T11:53:40.000Z'],
    ['2016-11-25 11:53:40+0530', '2016-11-25T06:23:40.000Z'],
    ['2016-11-25T11:53:40.123456-06', '2016-11-25T17:53:40.123Z'],
  ])('may give its time as %s', (timestamp, occurredAt) => {
    expect(positionOfRow({ ...row, timestamp }, 'mps')).toMatchObject({ occurredAt });
  });
});

describe('a row is rejected', () => {
  it.each([
    [{ vehicle_id: '' }, 'vehicle_id is empty'],
    [{ timestamp: '' }, 'timestamp is empty'],
    [
      { timestamp: '2016-11-25T11:53:40' },
      'timestamp is not an ISO 8601 time with a zone: 2016-11-25T11:53:40',
    ],
    [
      { timestamp: '2015-02-30T10:00:00Z' },
      'timestamp is not an ISO 8601 time with a zone: 2015-02-30T10:00:00Z',
    ],
    [
      { timestamp: '2015-13-01T10:00:00Z' },
      'timestamp is not an ISO 8601 time with a zone: 2015-13-01T10:00:00Z',
    ],
    [{ timestamp: '1448474020' }, 'timestamp is not an ISO 8601 time with a zone: 1448474020'],
    [{ speed: 'nan' }, 'speed is not a number: nan'],
    [{ speed: '0x10' }, 'speed is not a number: 0x10'],
    [{ speed: '1e999' }, 'speed is not a number: 1e999'],
    [{ latitude: '' }, 'latitude is empty'],
    [{ longitude: '12,5' }, 'longitude is not a number: 12,5'],
    [{ longitude: undefined }, 'the row ends before column longitude'],
  ])('%o', (change, problem) => {
    expect(problemOf(change)).toEqual({ problem });
  });
});
