import { expect, test } from 'vitest';
import { describeKey } from '../../../../../platform/runtime/state/describe-key.ts';
import { detectFaultChanges } from '../../../../../processors/detect-fault-changes.ts';
import { detectStatusChanges } from '../../../../../processors/detect-status-changes.ts';
import { vehicleSet } from '../../../../../processors/index.ts';
import { asLog, openTask } from '../../../../support/fold-log.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { codec } from '../../../../support/said.ts';

// Processors of the same grace share a lane: once positions were said to wait for the processor of faults.
test('given reports of all types that wait, then each processor is said to wait for what it consumes', () => {
  const log = asLog(recordedLog({ seed: 77, partitions: 1, minutes: 8, unruly: true }));
  const task = openTask({ set: vehicleSet });
  let seen = 0;
  for (const record of log) {
    task.apply(record);
    const keyState = record.key === null ? undefined : task.keys.get(record.key);
    if (keyState === undefined) continue;
    const waiting = [...keyState.lanes.values()].flatMap((lane) => lane.waiting);
    for (const processor of [detectFaultChanges, detectStatusChanges]) {
      const names: readonly string[] = processor.consumes.map(({ name }) => name);
      const expected = waiting.filter(({ record: { value } }) => names.includes(codec.decode(value).name));
      const described = describeKey(processor, keyState);
      expect(described).toMatchObject({
        waiting: expected.map(({ occurredAt }) => new Date(occurredAt).toISOString()),
      });
      if (expected.length > 0 && expected.length < waiting.length) seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(10);
});
