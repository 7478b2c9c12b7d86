import { describe, expect, test } from 'vitest';
import type { BalanceFacts, ProjectionFacts, SetFacts } from '../../../../cli/balance/balance-facts.ts';
import { balanceSheet } from '../../../../cli/balance/balance-sheet.ts';

const fold = { read: 110, applied: 90, duplicate: 7, late: 0, ignored: 11, dead: 1, waiting: 1 };

const vehicles: SetFacts = {
  name: 'vehicles',
  apart: null,
  source: 'telemetry',
  readBy: { 'summarize-vehicle-minutes': 110 },
  readsAll: true,
  handedOver: {},
  counts: {
    read: 110,
    ticks: 10,
    released: 0,
    parked: 0,
    duplicates: 7,
    late: 0,
    openWindows: 0,
    unstatedWindows: 0,
    emitted: { 'vehicle-minutes': 40 },
    folds: { 'summarize-vehicle-minutes': fold },
  },
  positions: [60, 50],
  lag: 0,
  time: 0,
};

const minutes: ProjectionFacts = {
  name: 'vehicle_minutes',
  source: 'vehicle-minutes',
  takesAll: true,
  counts: { read: 60, applied: 40, ignored: 20, dead: 0 },
  positions: [99, 99],
  lag: 0,
  time: 0,
};

const kept: ProjectionFacts = {
  ...minutes,
  name: 'quarantined_reports',
  source: 'quarantine',
  counts: { read: 3, applied: 3, ignored: 0, dead: 0 },
};

const good: BalanceFacts = {
  before: [vehicles],
  sets: [vehicles],
  readers: [vehicles],
  projections: [minutes, kept],
  quarantined: { 'no-fix': 2, 'implausible-speed': 1 },
  rows: { positions: 90, vehicleMinutes: 90, routeHours: 90, routeDays: 90 },
};

const withCounts = (counts: Partial<SetFacts['counts']>): SetFacts => ({
  ...vehicles,
  counts: { ...vehicles.counts, ...counts },
});

const off = (facts: BalanceFacts): string[] =>
  balanceSheet(facts).checks.flatMap(({ holds, what }) => (holds ? [] : [what]));

test('says what came in and what became of it', () => {
  expect(balanceSheet(good)).toMatchObject({
    accepted: 93,
    duplicates: 7,
    late: 0,
    dead: 1,
    quarantined: { 'no-fix': 2, 'implausible-speed': 1 },
    applied: { vehicle_minutes: 40, quarantined_reports: 3 },
    balanced: true,
  });
});

describe('is off where', () => {
  test('a fold has not accounted for a record that it read', () => {
    const readers = [withCounts({ folds: { 'summarize-vehicle-minutes': { ...fold, ignored: 10 } } })];
    expect(off({ ...good, readers })).toEqual([
      'summarize-vehicle-minutes: read = applied + duplicate + late + ignored + dead + waiting',
    ]);
  });

  test('a record of the log was passed without being read', () => {
    expect(off({ ...good, readers: [{ ...vehicles, positions: [61, 50] }] })).toEqual([
      'vehicles: records of the log that it has passed = read',
    ]);
  });

  test('a projection has read less than was written before it was asked', () => {
    const projections = [{ ...minutes, counts: { ...minutes.counts, applied: 39, ignored: 21 } }, kept];
    expect(off({ ...good, projections })).toEqual([
      'vehicle-minutes: written by vehicles = read by vehicle_minutes',
    ]);
  });

  test('a projection has read more than was ever written', () => {
    const projections = [{ ...minutes, counts: { ...minutes.counts, applied: 41, ignored: 19 } }, kept];
    expect(off({ ...good, projections })).toEqual([
      'vehicle-minutes: written by vehicles = read by vehicle_minutes',
    ]);
  });

  test('a table holds a position twice', () => {
    expect(off({ ...good, rows: { ...good.rows, routeHours: 91 } })).toEqual([
      'positions in route_hours = positions summarized',
    ]);
  });

  test('the quarantine holds a record without a row', () => {
    const quarantined = { 'no-fix': 4 };
    expect(off({ ...good, quarantined })).toEqual(['records in quarantine = rows of quarantined_reports']);
  });

  test('a dead letter of a projection is neither a row nor counted as dead', () => {
    const counts = { read: 60, applied: 39, ignored: 20, dead: 0 };
    expect(off({ ...good, projections: [{ ...minutes, counts }, kept] })).toEqual([
      'vehicle_minutes: read = applied + ignored + dead',
      'vehicle-minutes: written by vehicles = read by vehicle_minutes',
    ]);
  });
});

test('a dead letter of a projection is no imbalance, and when it is redriven its row is looked for again', () => {
  const dead = { ...kept, counts: { read: 3, applied: 2, ignored: 0, dead: 1 } };
  expect(off({ ...good, projections: [minutes, dead] })).toEqual([]);
  const redriven = { ...kept, counts: { read: 4, applied: 3, ignored: 1, dead: 0 } };
  expect(off({ ...good, projections: [minutes, redriven] })).toEqual([]);
  const lost = { ...kept, counts: { read: 4, applied: 2, ignored: 2, dead: 0 } };
  expect(off({ ...good, projections: [minutes, lost] })).toEqual([
    'records in quarantine = rows of quarantined_reports',
  ]);
});

test('what is written while the balance is read is no imbalance', () => {
  const sets = [withCounts({ emitted: { 'vehicle-minutes': 45 }, unstatedWindows: 2 })];
  expect(balanceSheet({ ...good, sets, rows: { ...good.rows, vehicleMinutes: 88 } }).balanced).toBe(true);
});

test('what is a dead letter on the way to a table is missing there, and no imbalance', () => {
  const rows = { ...good.rows, positions: 91, routeHours: 88 };
  const routes: SetFacts = {
    ...vehicles,
    name: 'routes',
    source: 'vehicle-minutes',
    readBy: { 'summarize-route-hours': 40 },
    counts: {
      ...vehicles.counts,
      read: 40,
      ticks: 0,
      emitted: {},
      folds: {
        'summarize-route-hours': {
          ...fold,
          read: 40,
          applied: 38,
          dead: 2,
          duplicate: 0,
          ignored: 0,
          waiting: 0,
        },
      },
    },
  };
  const readers = [vehicles, routes];
  expect(off({ ...good, readers, rows })).toEqual([]);
  expect(off({ ...good, readers, rows: { ...rows, vehicleMinutes: 88 } })).toEqual([
    'positions in vehicle_minutes = positions summarized',
  ]);
});

describe('given a processor that runs apart', () => {
  const apart: SetFacts = {
    ...vehicles,
    name: 'summarize-vehicle-minutes-v2',
    apart: 'version',
    counts: { ...vehicles.counts, emitted: { 'vehicle-minutes.v2': 40 } },
  };

  test('a version beside has to account for what it has read, and adds nothing to the tables', () => {
    expect(off({ ...good, sets: [vehicles, apart], readers: [vehicles, apart] })).toEqual([]);
    const wrong = { ...apart, readBy: { 'summarize-vehicle-minutes': 111 } };
    expect(off({ ...good, readers: [vehicles, wrong] })).toEqual([
      'summarize-vehicle-minutes-v2, summarize-vehicle-minutes: read = applied + duplicate + late + ignored + dead + waiting',
    ]);
  });

  test('a version that began in the middle of the log has passed fewer records than stand before its place', () => {
    const late = { ...apart, readsAll: false, positions: [600, 500] };
    expect(off({ ...good, readers: [vehicles, late] })).toEqual([]);
    expect(off({ ...good, readers: [vehicles, { ...late, readsAll: true }] })).toEqual([
      'summarize-vehicle-minutes-v2: records of the log that it has passed = read',
    ]);
  });

  test('what a newcomer writes to a topic of its set is read like what the set writes', () => {
    const newcomer: SetFacts = {
      ...apart,
      name: 'detect-speeding-v1',
      apart: 'newcomer',
      counts: { ...vehicles.counts, emitted: { 'vehicle-minutes': 2 }, folds: { 'detect-speeding': fold } },
      readBy: { 'detect-speeding': 110 },
    };
    const sets = [vehicles, newcomer];
    const read = { ...minutes, counts: { read: 62, applied: 42, ignored: 20, dead: 0 } };
    expect(off({ ...good, before: sets, sets, readers: sets, projections: [read, kept] })).toEqual([]);
    expect(off({ ...good, before: sets, sets, readers: sets })).toEqual([
      'vehicle-minutes: written by vehicles and detect-speeding-v1 = read by vehicle_minutes',
    ]);
  });
});

test('given rows that were dropped since they had been kept long enough, when the balance is drawn, then those of the other tables add up', () => {
  const rows = { ...good.rows, positions: null, vehicleMinutes: null };
  expect(off({ ...good, rows })).toEqual([]);
  expect(off({ ...good, rows: { ...rows, routeDays: 91 } })).toEqual([
    'positions in route_days = positions summarized',
  ]);
});
