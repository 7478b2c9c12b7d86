import { afterEach, expect, test } from 'vitest';
import { seconds } from '../../../../platform/core/durations.ts';
import { answerHotKeys } from '../../../../platform/runtime/answer-hot-keys.ts';
import { routeSet, vehicleSet } from '../../../../processors/index.ts';
import { openMemoryLog, SET_PARTITIONS, startSet, untilSetsCaughtUp } from '../../../support/running-sets.ts';
import { position, recordOf } from '../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

test('given a worker with all partitions of a set, when it is asked, then the hot keys of all stand in one order', async () => {
  const log = await openMemoryLog();
  const vehicles = startSet(vehicleSet, log);
  const routes = startSet(routeSet, log);
  opened.push(vehicles, routes);
  const appender = await log.appender();
  for (const partition of Array.from({ length: SET_PARTITIONS }, (_, number) => number))
    await appender.append(
      Array.from({ length: 3 + partition }, (_, index) => ({
        ...recordOf(position({ vehicleId: `bus-${partition}`, occurredAt: NOON + seconds(index) })),
        partition,
      })),
    );
  await untilSetsCaughtUp(log, [vehicleSet]);

  const { minutes, sets } = answerHotKeys([vehicles, routes]);

  expect(minutes).toBe(5);
  expect(sets.map(({ set, byEvents }) => [set, byEvents])).toEqual([
    [
      'vehicles-v1',
      [
        { partition: 1, key: 'bus-1', amount: 4 },
        { partition: 0, key: 'bus-0', amount: 3 },
      ],
    ],
  ]);
  expect(sets[0]?.byState.map(({ key }) => key)).toEqual(['bus-1', 'bus-0']);
});

test('given a set that was closed, when the worker is asked, then it is left out', async () => {
  const log = await openMemoryLog();
  const vehicles = startSet(vehicleSet, log);
  await vehicles.close();
  expect(answerHotKeys([vehicles]).sets).toEqual([]);
});
