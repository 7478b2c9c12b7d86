import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readSet } from '../../cli/balance/read-sets.ts';
import type { DeadReader } from '../../cli/dead/dead-readers.ts';
import { formatDeadLetter } from '../../cli/dead/format-dead-letters.ts';
import { readDeadLetters, type FoundLetter } from '../../cli/dead/read-dead-letters.ts';
import { releaseDeadLetters } from '../../cli/dead/release-dead-letters.ts';
import { releaseRecord } from '../../cli/dead/release-record.ts';
import type { Released } from '../../cli/dead/release-taker.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Log, NewRecord } from '../../platform/core/ports.ts';
import { setBeside } from '../../platform/core/set-beside.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { ensureSetTopics } from '../../platform/runtime/ensure-set-topics.ts';
import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import type { RunningSet } from '../../platform/runtime/run-set.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { events } from '../../schemas/index.ts';
import { expectBalanced } from '../support/expect-balanced.ts';
import { faultsToCount } from '../support/faults-to-count.ts';
import { foldSet } from '../support/fold-set.ts';
import { codec, fault, heard, recordOf } from '../support/said.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { recordsOf } from '../support/topic-records.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
const FOLD = 'count-faults';
const names = namesIn(freshNamespace());
/** With a record's own bytes and the batch's, just below the mebibyte that Kafka takes unless told otherwise. */
const LARGEST = 1024 * 1024 - 200;
const broken = faultsToCount({ afterDeadLetter: 'wait' });
const mended = faultsToCount({ afterDeadLetter: 'wait', mended: true });

const faults = ['1/a', '1/poison', '1/b', '2/c', '1/d'].map((each, index) => {
  const [vehicleId = '', code = ''] = each.split('/');
  return { ...recordOf(fault({ occurredAt: index, vehicleId, code })), topic: names.topicName('telemetry') };
});

let log: Log;
let running: RunningSet;

beforeAll(async () => {
  log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'dead-letters',
    sessionTimeoutMs: 6000,
    logger: silentLogger,
  });
  const sets = [broken];
  const sources = { names, partitions: 1, events, singlePartition: [], sets, projections: [] };
  await log.admin.ensureTopics(topicsOf(sources));
  running = start(broken);
  await append(faults);
});
afterAll(async () => {
  await running.close();
  await log.close();
});

test('given poison among faults, when it is folded, then it is listed, later events of its key wait, and all others go on', async () => {
  const counts = await folded(faults.length);
  expect(counts.folds[FOLD]).toMatchObject({ applied: 2, dead: 1, waiting: 2 });
  expect(counts.folds['watch-faults']).toMatchObject({ applied: 5, dead: 0, waiting: 0 });
  expectBalanced(counts);
  await soon(async () => {
    expect(await raised()).toEqual(['1/a', '2/c']);
    expect(await letters()).toMatchObject([
      { reader: FOLD, offset: 1, key: '1', state: 'outstanding', attempts: 1, reason: 'cannot stand poison' },
    ]);
  });
});

test('when it is shown, then as it came, with the place where its processor failed', async () => {
  const [letter] = await letters();
  expect(letter?.value).toEqual(faults[1]?.value);
  expect(letter?.headers).toMatchObject(faults[1]?.headers ?? {});
  const shown = letter === undefined ? '' : formatDeadLetter(letter, codec);
  expect(shown).toMatch(/origin +test_\w+\.telemetry\/0\/1/);
  expect(shown).toMatch(/at .*test\/support\/faults-to-count\.ts:\d+/);
  expect(shown).toContain('"code": "poison"');
});

test('when it is redriven before its processor is mended, then it is dead again, and outstanding', async () => {
  expect(await redrive()).toMatchObject([{ result: 'dead again', reason: 'cannot stand poison' }]);
  await soon(async () => {
    expect(await letters()).toMatchObject([{ state: 'outstanding', attempts: 2 }]);
  });
});

test('when it is redriven after that, then it is applied, what waited follows, and the balance adds up', async () => {
  await running.close();
  running = start(mended);
  expect(await redrive()).toMatchObject([{ result: 'released' }]);
  await soon(async () => {
    expect(await raised()).toEqual(['1/a', '2/c', '1/poison', '1/b', '1/d']);
  });
  const counts = await folded(faults.length + 2);
  expect(counts).toMatchObject({ released: 2, parked: 0 });
  expect(counts.folds[FOLD]).toMatchObject({ applied: 5, dead: 0, waiting: 0, ignored: 2 });
  expectBalanced(counts);
});

test('when it is redriven once more, then nothing is done and that is said', async () => {
  expect(await letters()).toMatchObject([{ state: 'released' }]);
  expect(await redrive()).toMatchObject([{ result: 'released before' }]);
});

test('when two have redriven it at the same time, then it is applied once', async () => {
  const [letter] = await letters();
  if (letter === undefined) throw new Error('it should still be known');
  await append([releaseRecord(letter, 'redrive', { codec, now: Date.UTC(2016, 10, 26) })]);
  const counts = await folded(faults.length + 3);
  expect(counts).toMatchObject({ released: 3, emitted: { [FaultRaised.topic]: 5 } });
  await soon(async () => {
    expect(await raised()).toHaveLength(5);
  });
  expectBalanced(counts);
});

test('given poison as large as the log takes, when it dies, then nothing is in its way', async () => {
  await append([{ topic: names.topicName('telemetry'), key: '3', value: Buffer.alloc(LARGEST) }]);
  const counts = await folded(faults.length + 4);
  expect(counts.folds[FOLD]).toMatchObject({ dead: 1 });
  await soon(async () => {
    expect((await letters()).at(-1)?.value?.length).toBe(LARGEST);
  });
});

test('given a version beside, when it cannot stand poison, then its dead letter is released to it alone', async () => {
  const before = await letters();
  const [old, next] = [beside(broken), beside(mended)];
  await ensureSetTopics((topics) => log.admin.ensureTopics(topics), old, names, 1);
  const failing = start(old);
  await soon(async () => {
    expect(await letters(reader(old))).toMatchObject([
      { of: 'count-faults-v2', version: 2, offset: 1, state: 'outstanding' },
      { of: 'count-faults-v2', value: { length: LARGEST } },
    ]);
  });
  await failing.close();
  const standing = start(next);
  expect(await redrive(reader(next))).toMatchObject([{ result: 'too large' }, { result: 'released' }]);
  expect(await release('discard', reader(next))).toMatchObject([
    { result: 'released before' },
    { result: 'released' },
  ]);
  await standing.close();
  expect(await letters()).toEqual(before);
});

/** Counts show a moment before the end of a topic does. */
const soon = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, PATIENCE);

const start = (set: ProcessorSet): RunningSet => foldSet({ set, log, names, partitions: 1 });

const connection = () => ({
  ...{ log, names, codec, sets: [broken] },
  // Folds keep what is outstanding in the log.
  tables: { readCheckpoints: () => Promise.resolve([]) },
});

const reader = (set: ProcessorSet): DeadReader => ({
  kind: 'fold',
  name: set.beside === undefined ? FOLD : `${FOLD}-v${set.version}`,
  fold: FOLD,
  version: set.version,
  set,
});

/** The fold of a set as its next version, beside it. */
function beside(of: ProcessorSet): ProcessorSet {
  const fold = of.folds.find(({ name }) => name === FOLD);
  if (fold === undefined) throw new Error(`the set has no ${FOLD}`);
  return setBeside({
    fold: { ...fold, version: 2 },
    ...{ of, sets: [of], source: of.source, reads: [0], speaks: [0] },
  });
}

const letters = (of = reader(broken)): Promise<FoundLetter[]> => readDeadLetters(connection(), [of]);

/** As `tacho dead redrive count-faults ORIGIN` does. */
const redrive = (of = reader(broken)): Promise<Released[]> => release('redrive', of);

async function release(action: 'redrive' | 'discard', of: DeadReader): Promise<Released[]> {
  const appender = await log.appender();
  try {
    return await releaseDeadLetters(connection(), of, await letters(of), {
      action,
      now: Date.UTC(2016, 10, 26),
      appender,
      onProgress: () => undefined,
    });
  } finally {
    await appender.close();
  }
}

/** What has been counted when so many records are folded. */
const folded = (records: number): Promise<TaskCounts> =>
  vi.waitFor(async () => {
    const { counts } = await readSet(connection(), broken);
    expect({ read: counts.read, health: running.health() }).toEqual({ read: records, health: 'ok' });
    return counts;
  }, PATIENCE);

async function append(records: readonly NewRecord[]): Promise<void> {
  const appender = await log.appender();
  await appender.append(records);
  await appender.close();
}

async function raised(): Promise<string[]> {
  const records = (await recordsOf(log, names.topicName(FaultRaised.topic))).flat();
  return records
    .map(({ value }) => heard({ topic: '', key: null, value }))
    .map((event) => `${String(event['vehicleId'])}/${String(event['code'])}`);
}
