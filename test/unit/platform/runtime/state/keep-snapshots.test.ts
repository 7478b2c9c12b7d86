import { afterEach, describe, expect, test, vi } from 'vitest';
import { hours } from '../../../../../platform/core/durations.ts';
import { silentLogger } from '../../../../../platform/core/logger.ts';
import { noMetrics } from '../../../../../platform/core/metrics.ts';
import type { MemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { runSet, type RunningSet } from '../../../../../platform/runtime/run-set.ts';
import { listSnapshots } from '../../../../../platform/runtime/state/read-snapshots.ts';
import { unpackChunk } from '../../../../../platform/runtime/state/snapshot-chunk.ts';
import type { SnapshotPolicy } from '../../../../../platform/runtime/state/snapshot-policy.ts';
import type { StoredSnapshot } from '../../../../../platform/runtime/state/stored-snapshot.ts';
import { routeSet, vehicleSet } from '../../../../../processors/index.ts';
import { TimePassed } from '../../../../../schemas/events/time-passed.ts';
import { openTask } from '../../../../support/fold-log.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import {
  openMemoryLog,
  SET_PARTITIONS,
  partitionRecords,
  untilSetsCaughtUp,
} from '../../../../support/running-sets.ts';
import { codec, names } from '../../../../support/said.ts';

const SOON = { timeout: 15_000, interval: 10 };
const PIECES = 12;
const telemetry = recordedLog({ seed: 79, partitions: SET_PARTITIONS, minutes: 8, unruly: true });
const never: SnapshotPolicy = {
  everyEvents: null,
  everyMs: null,
  isMemoryShort: () => false,
  pauseFactor: 0,
  keepNewest: 3,
  keepDays: 0,
};

const running: RunningSet[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((set) => set.close()));
});

function start(log: MemoryLog, policy: Partial<SnapshotPolicy>, set = vehicleSet): RunningSet {
  const started = runSet({
    ...{ set, names, partitions: SET_PARTITIONS, tick: TimePassed, log, codec },
    ...{ logger: silentLogger, metrics: noMetrics, snapshots: { ...never, ...policy } },
  });
  running.push(started);
  return started;
}

/** Appends the recording piece by piece; each is folded before the next, and what is begun of a snapshot ended. */
async function feed(log: MemoryLog): Promise<void> {
  const appender = await log.appender();
  const size = Math.ceil(telemetry.length / PIECES);
  for (let at = 0; at < telemetry.length; at += size) {
    await appender.append(telemetry.slice(at, at + size));
    await untilSetsCaughtUp(log, [vehicleSet]);
    await vi.waitFor(async () => expect((await listed(log)).begun).toEqual([]), SOON);
  }
}

const listed = (log: MemoryLog, partition = 0) => listSnapshots({ log, names, set: vehicleSet, partition });

/** How many chunks compaction would leave. */
async function chunksLeft(log: MemoryLog): Promise<number> {
  const newest = new Map<string | null, Buffer | null>();
  for (const { key, value } of await partitionRecords(log, names.snapshotChunks(vehicleSet), 0))
    newest.set(key, value);
  return [...newest.values()].filter((value) => value !== null).length;
}

describe('given a worker that stores snapshots', () => {
  test('when events come, then one is stored every so many, and the newest are kept', async () => {
    const log = await openMemoryLog();
    start(log, { everyEvents: 50 });
    let stored: readonly StoredSnapshot[] = [];
    await feed(log);
    await vi.waitFor(async () => {
      ({ stored } = await listed(log));
      expect(stored).toHaveLength(3);
      expect(await chunksLeft(log)).toBe(stored.reduce((sum, { chunks }) => sum + chunks.length, 0));
    }, SOON);
    for (const [index, { counts }] of stored.entries())
      expect(counts.read - (stored[index - 1]?.counts.read ?? 0)).toBeGreaterThanOrEqual(50);
  });

  test('when none is due but memory is short, then one is stored, and no other soon', async () => {
    const log = await openMemoryLog();
    start(log, { isMemoryShort: () => true });
    await feed(log);
    await vi.waitFor(async () => expect((await listed(log)).stored).toHaveLength(1), SOON);
  });

  test('when one is asked for, then every partition is stored where it stands, and no twice', async () => {
    const log = await openMemoryLog();
    const set = start(log, { everyMs: hours(9) });
    expect(await set.snapshot()).toEqual([]);
    await feed(log);
    const answers = await set.snapshot();
    expect(answers.map(({ partition }) => partition)).toEqual([0, 1]);
    for (const { partition, snapshot } of answers) {
      const { stored } = await listed(log, partition);
      expect(stored).toMatchObject([snapshot ?? {}]);
      expect(snapshot?.next).toBe((await log.admin.offsets(names.topicName('telemetry')))[partition]?.end);
    }
    expect(await set.snapshot()).toEqual(answers);
    expect((await listed(log)).stored).toHaveLength(1);
  });

  test('when another takes over, then it goes on with what there is and clears up what was only begun', async () => {
    const log = await openMemoryLog();
    const first = start(log, { everyEvents: 50 });
    await feed(log);
    await first.close();
    const before = (await listed(log)).stored;
    const appender = await log.appender();
    const topic = names.snapshots(vehicleSet);
    const begun = { next: 1, begun: 1 };
    await appender.append([{ topic, partition: 0, key: '1', value: Buffer.from(JSON.stringify(begun)) }]);
    expect((await listed(log)).begun).toEqual([begun]);
    start(log, {});
    await vi.waitFor(async () => expect(await listed(log)).toEqual({ stored: before, begun: [] }), SOON);
  });

  test('when it is of a later stage, then nothing is stored', async () => {
    const log = await openMemoryLog();
    start(log, {});
    const later = start(log, { everyEvents: 1 }, routeSet);
    await feed(log);
    await untilSetsCaughtUp(log);
    expect((await later.snapshot()).map(({ snapshot }) => snapshot)).toEqual([null, null]);
  });
});

test('given a stored snapshot, when the rest is folded, then the task is the one that folded all from the start', async () => {
  const log = await openMemoryLog();
  start(log, { everyEvents: 50 });
  await feed(log);
  await vi.waitFor(async () => expect((await listed(log)).stored).toHaveLength(3), SOON);
  const records = await partitionRecords(log, names.topicName('telemetry'), 0);
  const plan = { set: vehicleSet, partitions: SET_PARTITIONS };
  const undisturbed = openTask(plan);
  for (const record of records) undisturbed.apply(record);
  for (const stored of (await listed(log)).stored) {
    const resumed = openTask(plan, await segmentsOf(log, stored), records);
    for (const record of records.filter(({ offset }) => offset >= stored.next)) resumed.apply(record);
    // What is taken is said to be written.
    resumed.take();
    undisturbed.take();
    expect(resumed.snapshot()).toEqual(undisturbed.snapshot());
  }
});

async function segmentsOf(log: MemoryLog, { task, chunks }: StoredSnapshot): Promise<Map<string, Buffer>> {
  const segments = new Map<string, Buffer>([['task', Buffer.from(task)]]);
  const packed = await partitionRecords(log, names.snapshotChunks(vehicleSet), 0);
  for (const { at } of chunks) {
    const chunk = packed.find(({ offset }) => offset === at)?.value ?? Buffer.alloc(0);
    for (const [name, bytes] of await unpackChunk(chunk)) segments.set(name, bytes);
  }
  return segments;
}
