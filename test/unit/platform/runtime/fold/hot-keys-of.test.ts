import { describe, expect, test } from 'vitest';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { minutes, seconds } from '../../../../../platform/core/durations.ts';
import type { FoldTask } from '../../../../../platform/runtime/fold/fold-task.ts';
import { hottest } from '../../../../../platform/runtime/fold/hot-keys.ts';
import { vehicleSet } from '../../../../../processors/index.ts';
import { asLog, foldLog, openTask } from '../../../../support/fold-log.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { names, position, recordOf, tick, type Said } from '../../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);

/** Positions of a vehicle, one a second from a second after noon on. */
const positions = (vehicleId: string, from: number, count: number): Said[] =>
  Array.from({ length: count }, (_, index) =>
    position({ vehicleId, occurredAt: NOON + seconds(from + index) }),
  );
const eventsOf = (task: FoldTask): unknown[] =>
  task.hotKeys().byEvents.map(({ key, amount }) => [key, amount]);

describe('given a task that has folded events of two vehicles', () => {
  const said = [tick(NOON), ...positions('7', 0, 3), ...positions('8', 0, 5), ...positions('8', 0, 1)];
  const log = asLog(said.map(recordOf));

  test('then the busier one is the hotter one, and what came twice counts twice', () => {
    expect(eventsOf(foldLog({ set: vehicleSet }, log).task)).toEqual([
      ['8', 6],
      ['7', 3],
    ]);
  });

  test('when minutes pass in the log, then only those are hot that are still heard of', () => {
    const later = [tick(NOON + minutes(6)), ...positions('7', 360, 2)].map(recordOf);
    const { task } = foldLog({ set: vehicleSet }, [...log, ...asLog(later, log.length)]);
    expect(eventsOf(task)).toEqual([['7', 2]]);
  });

  test('when another takes over, then it counts events anew, and knows the state', () => {
    const { task, changelog } = foldLog({ set: vehicleSet }, log);
    const restored = openTask({ set: vehicleSet, partition: 3 }, changelog, log).hotKeys();
    expect(restored.byEvents).toEqual([]);
    expect(restored.byState).toEqual(task.hotKeys().byState.map((each) => ({ ...each, partition: 3 })));
  });
});

describe('given a task with windows, states, identities, dead letters and reports that wait', () => {
  const set = defineSet({
    ...vehicleSet,
    folds: vehicleSet.folds.map((fold) =>
      fold.kind === 'processor' ? { ...fold, graceMs: seconds(60) } : fold,
    ),
  });
  const log = asLog(recordedLog({ seed: 73, partitions: 1, minutes: 8, unruly: true }));

  test('when it writes after any record, then the bytes of a key are those of its segments in the changelog', () => {
    const task = openTask({ set });
    const changelog = new Map<string, Buffer>();
    for (const record of log) {
      task.apply(record);
      for (const { topic, key, value } of task.take())
        if (topic === names.changelog(set) && key !== null)
          if (value === null) changelog.delete(key);
          else changelog.set(key, value);
    }
    expect(task.hotKeys().byState).toEqual(bytesByKey(task));
    expect(openTask({ set }, changelog, log).hotKeys().byState).toEqual(bytesByKey(task));
  });
});

/** What the segments of a snapshot sum up to; those of no key stand there under the empty one, which nobody has. */
function bytesByKey(task: FoldTask): unknown {
  const sizes = new Map<string, number>();
  for (const { key, bytes } of task.snapshot()?.segments ?? [])
    if (key !== '') sizes.set(key, (sizes.get(key) ?? 0) + bytes.length);
  return hottest(Array.from(sizes, ([key, amount]) => ({ partition: 0, key, amount })));
}
