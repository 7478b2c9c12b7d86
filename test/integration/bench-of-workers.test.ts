import { expect, test } from 'vitest';
import { fold } from '../../bench/scenarios/fold.ts';
import { freshness } from '../../bench/scenarios/freshness.ts';
import { replay } from '../../bench/scenarios/replay.ts';
import { whole } from '../../bench/scenarios/whole.ts';
import { countsOfScenario, FEW_EVENTS } from '../support/counts-of-scenario.ts';

test('the fold says every minute of every vehicle once, by one process and by two', async () => {
  // So many that the dense ones, six a vehicle and minute, go on past the end of a minute and its grace.
  const counts = await countsOfScenario(fold, 3 * FEW_EVENTS);
  expect(counts['sparseMinutes']).toBeGreaterThan(0);
  expect(counts['denseMinutes']).toBeGreaterThan(0);
});

test('all first-stage processors and the table beside them take every event once', async () => {
  expect(await countsOfScenario(whole)).toEqual({
    rows: FEW_EVENTS,
    distinct: FEW_EVENTS,
    stated: FEW_EVENTS,
  });
});

test('a rebuild beside the live version holds what that one does', async () => {
  const { vehicle_minutes: minutes, route_hours: hours } = await countsOfScenario(replay);
  // Each minute is stated once, and more of them while the rebuild goes on; each hour sixty times.
  expect(minutes).toBeGreaterThan(FEW_EVENTS);
  expect(hours).toBeGreaterThan(0);
});

test('every sampled event is seen in both tables', async () => {
  expect(await countsOfScenario(freshness)).toEqual({
    sent: 7000,
    accepted: 7000,
    sampled: 100,
    seenInPositions: 100,
    seenInRouteHours: 100,
  });
});
