import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scenario, BenchServers } from '../../bench/scenario.ts';
import { fold } from '../../bench/scenarios/fold.ts';
import { freshness } from '../../bench/scenarios/freshness.ts';
import { replay } from '../../bench/scenarios/replay.ts';
import { restore } from '../../bench/scenarios/restore.ts';
import { splice } from '../../bench/scenarios/splice.ts';
import { storage } from '../../bench/scenarios/storage.ts';
import { transactions } from '../../bench/scenarios/transactions.ts';
import { whole } from '../../bench/scenarios/whole.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { countsOfScenario, FEW_EVENTS, openSharedServers } from '../support/counts-of-scenario.ts';

const lifecycle = createLifecycle();
let shared: BenchServers;

beforeAll(async () => {
  shared = await openSharedServers(lifecycle);
});
afterAll(() => lifecycle.close());

const countsOf = (scenario: Scenario, events?: number) => countsOfScenario(scenario, shared, events);

test('the splice and the engine bring every event into their tables once', async () => {
  expect(await countsOf(splice)).toEqual({
    rows: FEW_EVENTS,
    distinct: FEW_EVENTS,
    engineRows: FEW_EVENTS,
    engineDistinct: FEW_EVENTS,
  });
});

test('small and large positions are in the log, the table and the archive, each of them once', async () => {
  const counts = await countsOf(storage);
  // At five places each: in the log, as rows, as identities, in merged parts, in sealed files.
  expect(Object.values(counts)).toEqual(Array.from({ length: 10 }, () => FEW_EVENTS));
});

test('every record of every transaction and append is in the log', async () => {
  const { written, found } = await countsOf(transactions);
  // Eight of a hundred records, by one and by eight, with transactions and without.
  expect({ written, found }).toEqual({ written: 3200, found: 3200 });
});

test('every key of every partition is restored', async () => {
  const { vehicles, segments } = await countsOf(restore);
  expect(vehicles).toBe(1000);
  // Of each at least when it was heard, one state, one identity and one window.
  expect(segments).toBeGreaterThan(4000);
});

test('the fold says every minute of every vehicle once, by one process and by two', async () => {
  // So many that the dense ones, six a vehicle and minute, go on past the end of a minute and its grace.
  const counts = await countsOf(fold, 3 * FEW_EVENTS);
  expect(counts['sparseMinutes']).toBeGreaterThan(0);
  expect(counts['denseMinutes']).toBeGreaterThan(0);
});

test('all first-stage processors and the table beside them take every event once', async () => {
  expect(await countsOf(whole)).toEqual({
    rows: FEW_EVENTS,
    distinct: FEW_EVENTS,
    stated: FEW_EVENTS,
  });
});

test('a rebuild beside the live version holds what that one does', async () => {
  const { vehicle_minutes: minutes, route_hours: hours } = await countsOf(replay);
  // Each minute is stated once, and more of them while the rebuild goes on; each hour sixty times.
  expect(minutes).toBeGreaterThan(FEW_EVENTS);
  expect(hours).toBeGreaterThan(0);
});

test('every sampled event is seen in both tables', async () => {
  expect(await countsOf(freshness)).toEqual({
    sent: 4000,
    accepted: 4000,
    sampled: 100,
    seenInPositions: 100,
    seenInRouteHours: 100,
  });
});
