import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { partitionOf } from '../../../../../platform/core/partition-of.ts';
import type { LogRecord } from '../../../../../platform/core/ports.ts';
import { createMemoryLog, type MemoryLog } from '../../../../../platform/memory/memory-log.ts';
import type { FoldTask } from '../../../../../platform/runtime/fold/fold-task.ts';
import { describeKey } from '../../../../../platform/runtime/state/describe-key.ts';
import type { StateSources } from '../../../../../platform/runtime/state/open-key-task.ts';
import { stateAt, type Moment, type StateAnswer } from '../../../../../platform/runtime/state/state-at.ts';
import { removeSnapshots, storeSnapshot } from '../../../../../platform/runtime/state/store-snapshot.ts';
import { topicsOf } from '../../../../../platform/runtime/topics-of.ts';
import { processorSets, routeSet, vehicleSet } from '../../../../../processors/index.ts';
import { TimePassed } from '../../../../../schemas/events/time-passed.ts';
import { events, singlePartitionTopics } from '../../../../../schemas/index.ts';
import { asLog, openTask } from '../../../../support/fold-log.ts';
import { ofPartition, recordedLog } from '../../../../support/recorded-log.ts';
import { codec, names } from '../../../../support/said.ts';

const PARTITIONS = 2;
const SNAPSHOT_EVERY = 97;
/** Within so many records whatever waits has its turn. */
const LONGER_THAN_GRACE = 90;
const telemetry = recordedLog({ seed: 71, partitions: PARTITIONS, minutes: 9, unruly: true });
const topic = names.topicName('telemetry');
const keys = [...new Set(telemetry.flatMap(({ key }) => (key === null ? [] : [key])))];
const { signal } = new AbortController();

/** What each fold held of each key before each of some offsets, as an undisturbed task had it. */
const held = new Map<string, unknown>();
const nameOf = (fold: string, key: string, next: number): string => JSON.stringify([fold, key, next]);

let log: MemoryLog;
let sources: StateSources;

/** Every record is appended at an instant of its own: 1000, 1001, and so on. */
beforeAll(async () => {
  let now = 999;
  log = createMemoryLog({ now: () => (now += 1) });
  sources = { log, names, codec, tick: TimePassed, sets: processorSets };
  const common = { names, partitions: PARTITIONS, events, singlePartition: singlePartitionTopics };
  await log.admin.ensureTopics(topicsOf({ ...common, sets: processorSets, projections: [] }));
  const appender = await log.appender();
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const records = ofPartition(telemetry, partition);
    await appender.append(records);
    await foldAndStore(partition, asLog(records));
  }
});

/** Folds a partition without disturbance, notes what it holds, and stores a snapshot every now and then. */
async function foldAndStore(partition: number, records: readonly LogRecord[]): Promise<void> {
  const task = openTask({ set: vehicleSet, partition, partitions: PARTITIONS });
  const appender = await log.appender();
  for (const record of records) {
    task.apply(record);
    task.take();
    note(task, record.offset + 1);
    const snapshot = task.snapshot();
    if (snapshot !== null && record.offset % SNAPSHOT_EVERY === 50)
      await storeSnapshot({ appender, names, set: vehicleSet, partition }, snapshot, signal);
  }
}

function note(task: FoldTask, next: number): void {
  for (const fold of vehicleSet.folds)
    for (const [key, keyState] of task.keys)
      held.set(nameOf(fold.name, key, next), JSON.stringify(describeKey(fold, keyState)));
}

const ask = (processor: string, key: string, moment: Moment): Promise<StateAnswer> =>
  stateAt(sources, { processor, key, moment });

describe('given stored snapshots and a log', () => {
  test('when a key is asked for after any offset, then it is what an undisturbed task held', async () => {
    const random = seededRandom(72);
    let fromSnapshots = 0;
    for (let question = 0; question < 80; question += 1) {
      const key = keys[random.whole(0, keys.length - 1)] ?? '';
      const fold = vehicleSet.folds[random.whole(0, vehicleSet.folds.length - 1)]?.name ?? '';
      const partition = partitionOf(key, PARTITIONS);
      const offset = random.whole(0, ofPartition(telemetry, partition).length - 1);
      const expected = held.get(nameOf(fold, key, offset + 1));
      const asking = ask(fold, key, { kind: 'offset', offset });
      if (expected === undefined) {
        await expect(asking).rejects.toMatchObject({ code: 'key-unknown' });
        continue;
      }
      const { standing, held: found } = await asking;
      expect(JSON.stringify(found)).toBe(expected);
      expect(standing).toMatchObject({ topic, partition, next: offset + 1 });
      expect(standing.read).toBe(offset + 1 - (standing.snapshot?.next ?? 0));
      expect(standing.read).toBeLessThanOrEqual(SNAPSHOT_EVERY);
      if (standing.snapshot !== null) fromSnapshots += 1;
    }
    expect(fromSnapshots).toBeGreaterThan(40);
  });

  test('when a snapshot stands right at the offset, then nothing is read', async () => {
    const key = keys[0] ?? '';
    const offset = 50 + 2 * SNAPSHOT_EVERY;
    const { standing, held: found } = await ask('detect-status-changes', key, { kind: 'offset', offset });
    expect(standing).toMatchObject({ snapshot: { next: offset + 1 }, read: 0, folded: 0 });
    expect(JSON.stringify(found)).toBe(held.get(nameOf('detect-status-changes', key, offset + 1)));
  });

  test('when an instant is asked for, then it is what had been appended by then', async () => {
    const key = keys[0] ?? '';
    const partition = partitionOf(key, PARTITIONS);
    const before = partition === 0 ? 0 : ofPartition(telemetry, 0).length;
    const { standing } = await ask('detect-status-changes', key, { kind: 'time', time: 1000 + before + 400 });
    // The snapshots of the partition before took some instants too, so that only its order is sure.
    const byOffset = await ask('detect-status-changes', key, { kind: 'offset', offset: standing.next - 1 });
    expect(byOffset.standing.next).toBe(standing.next);
    const records: LogRecord[] = [];
    for await (const range of log.readPartition(topic, partition, 0)) records.push(...range.records);
    expect(records.filter(({ appendedAt }) => appendedAt <= 1000 + before + 400)).toHaveLength(standing.next);
  });

  test('when nothing is said of the moment, then it is the end; and so it is of one to come', async () => {
    const key = keys[0] ?? '';
    const { end } = (await log.admin.offsets(topic))[partitionOf(key, PARTITIONS)] ?? { end: 0 };
    for (const moment of [
      { kind: 'now' },
      { kind: 'time', time: 1e15 },
      { kind: 'offset', offset: 1e9 },
    ] as const)
      expect((await ask('detect-fault-changes', key, moment)).standing.next).toBe(end);
  });
});

describe('given a question that has no answer', () => {
  test('when there is no such processor, then those there are are named', async () => {
    await expect(ask('detect-nothing', 'x', { kind: 'now' })).rejects.toMatchObject({
      code: 'processor-unknown',
      message: expect.stringContaining('summarize-vehicle-minutes') as string,
    });
  });

  test('when it is one of a later stage, then that is said', async () => {
    const name = routeSet.folds[0]?.name ?? '';
    await expect(ask(name, '1', { kind: 'now' })).rejects.toMatchObject({ code: 'state-of-later-stage' });
  });

  test('when nothing was ever heard of the key, then that is said', async () => {
    const asking = ask('detect-status-changes', 'nobody', { kind: 'now' });
    await expect(asking).rejects.toMatchObject({ code: 'key-unknown' });
  });

  test('when the moment is before the first record, then it is said when that was', async () => {
    const key = keys[0] ?? '';
    const partition = partitionOf(key, PARTITIONS);
    await expect(ask('detect-status-changes', key, { kind: 'time', time: 500 })).rejects.toMatchObject({
      code: 'state-before-log',
      message: expect.stringContaining(`${topic}/${partition} begins at 1970-01-01T00:00:0`) as string,
    });
  });
});

describe('given a log that has lost its beginning', () => {
  const key = keys[0] ?? '';
  const partition = partitionOf(key, PARTITIONS);
  const stands = 51 + 2 * SNAPSHOT_EVERY;
  const at = (offset: number): Promise<StateAnswer> =>
    ask('detect-status-changes', key, { kind: 'offset', offset });

  test('when asked, then snapshots reach back as far as the log goes on from them', async () => {
    const waits = await waitingAt(stands - 1);
    expect(waits).toBeGreaterThan(0);
    log.trim(topic, partition, stands - LONGER_THAN_GRACE);
    expect((await at(stands + 20)).standing).toMatchObject({ snapshot: { next: stands }, read: 21 });
    expect((await at(stands - 1)).standing).toMatchObject({ snapshot: { next: stands }, read: 0 });
    await expect(at(stands - 2)).rejects.toMatchObject({ code: 'state-out-of-reach' });
  });

  test('when reports that waited are lost too, then what they would make of the state is not made up', async () => {
    log.trim(topic, partition, stands);
    await expect(at(stands + 20)).rejects.toMatchObject({ code: 'state-out-of-reach' });
  });

  test('when the only snapshot that would do was removed, then that is the same', async () => {
    const next = stands + SNAPSHOT_EVERY;
    await at(next + 10);
    const appender = await log.appender();
    await removeSnapshots({ appender, names, set: vehicleSet, partition }, [{ next, begun: 1 }]);
    await expect(at(next + 10)).rejects.toMatchObject({ code: 'state-out-of-reach' });
  });

  /** How many reports of the key wait right after an offset. */
  async function waitingAt(offset: number): Promise<number> {
    const { held: found } = await at(offset);
    return found.kind === 'processor' ? found.waiting.length : 0;
  }
});
