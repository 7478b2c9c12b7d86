import { describe, expect, test } from 'vitest';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { seconds } from '../../../../../platform/core/durations.ts';
import { vehicleSet } from '../../../../../processors/index.ts';
import { asLog, openTask } from '../../../../support/fold-log.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { names } from '../../../../support/said.ts';

const set = defineSet({
  ...vehicleSet,
  folds: vehicleSet.folds.map((fold) =>
    fold.kind === 'processor' ? { ...fold, graceMs: seconds(60) } : fold,
  ),
});
const log = asLog(recordedLog({ seed: 73, partitions: 1, minutes: 8, unruly: true }));

describe('given a task with windows, states, identities and reports that wait', () => {
  test('when its segments are collected after any record, then they are what compaction leaves of its changelog', () => {
    const changelog = new Map<string, string>();
    const task = openTask({ set });
    for (const record of log) {
      task.apply(record);
      for (const { topic, key, value } of task.take())
        if (topic === names.changelog(set) && key !== null) {
          if (value === null) changelog.delete(key);
          else changelog.set(key, value.toString('latin1'));
        }
      const collected = task.snapshot()?.segments ?? [];
      const found = new Map(collected.map(({ name, bytes }) => [name, bytes.toString('latin1')]));
      found.set('task', task.snapshot()?.task.toString('latin1') ?? '');
      expect(found).toEqual(changelog);
    }
    expect([...changelog.keys()].map((name) => name.split('/', 1)[0])).toEqual(
      expect.arrayContaining(['task', 'key', 'state', 'lane', 'identities', 'windows', 'dead']),
    );
  });

  test('when it was restored, then they are the same, in the same order: by key, then by name', () => {
    const undisturbed = openTask({ set });
    for (const record of log) undisturbed.apply(record);
    undisturbed.take();
    const collected = undisturbed.snapshot()?.segments ?? [];
    const segments = new Map(collected.map(({ name, bytes }) => [name, bytes]));
    const restored = openTask(
      { set },
      new Map([...segments, ['task', undisturbed.snapshot()?.task ?? Buffer.alloc(0)]]),
      log,
    );
    expect(restored.snapshot()?.segments).toEqual(collected);
    const order = collected.map(({ key, name }) => `${key}\n${name}`);
    expect(order).toEqual([...order].sort());
  });
});
