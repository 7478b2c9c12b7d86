import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hasReadAll, type SetFacts } from '../../cli/balance/balance-facts.ts';
import { readSet } from '../../cli/balance/read-sets.ts';
import { handedOverIn } from '../../platform/core/define-set.ts';
import { outputTopicsOf } from '../../platform/core/define-set.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Log, LogRecord, NewRecord } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { processorSets, vehicleSet } from '../../processors/index.ts';
import { events, singlePartitionTopics } from '../../schemas/index.ts';
import { statedTotals } from '../support/expected-totals.ts';
import { startFoldProcess, type FoldWorkerProcess } from '../support/fold-process.ts';
import { ofPartition, recordedLog } from '../support/recorded-log.ts';
import { codec } from '../support/said.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { startFolding } from '../support/start-folding.ts';
import { recordsOf } from '../support/topic-records.ts';

const PARTITIONS = 4;
const PORTIONS = 8;
const PATIENCE = { timeout: 180_000, interval: 50 };
const FIRST_STAGE = [...outputTopicsOf(vehicleSet), 'late'];
const SECOND_STAGE = [
  ['route-hours', ['routeId', 'hour']],
  ['route-days', ['routeId', 'day']],
  ['cell-hours', ['cell', 'hour']],
] as const;
/** What is handed over within a task was made there: no damaged record reaches it. */
const DEAD = vehicleSet.folds.flatMap(({ name }) =>
  name in handedOverIn(vehicleSet) ? [] : [`${name}.dead`],
);

const ONCE = freshNamespace();
const AGAIN = freshNamespace();
let log: Log;
const processes: FoldWorkerProcess[] = [];

beforeAll(async () => {
  log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'refold',
    sessionTimeoutMs: 6000,
    logger: silentLogger,
  });
  await makeTopics(ONCE);
  await makeTopics(AGAIN);
  await append(recordedLog({ seed: 11, partitions: PARTITIONS, minutes: 90, unruly: true }), ONCE);
  await foldUndisturbed();
  await foldUnderBlows();
});
afterAll(async () => {
  for (const each of processes) await each.kill();
  await log.close();
});

test('what is folded is thousands of reports and ticks, some of them late, damaged or sent twice', async () => {
  const { counts } = await readSet(connectionTo(ONCE), vehicleSet);
  expect(counts.read).toBeGreaterThan(5000);
  for (const count of [counts.ticks, counts.duplicates, counts.late]) expect(count).toBeGreaterThan(0);
  expect(counts.folds['detect-status-changes']?.dead).toBeGreaterThan(0);
});

test.each([...FIRST_STAGE, ...DEAD])(
  'the first stage wrote %s twice alike, record by record per source partition',
  async (topic) => {
    const [once, again] = await Promise.all([ONCE, AGAIN].map((namespace) => bySource(namespace, topic)));
    expect([...(once?.values() ?? [])].flat().length).toBeGreaterThan(0);
    expect(again).toEqual(once);
  },
);

test.each(SECOND_STAGE)('the second stage ends in the same totals of %s', async (topic, key) => {
  const values = ['positions', 'speedSumUmps', 'speedMaxUmps', 'speedHistogram', 'vehicles', 'closed'];
  const [once, again] = await Promise.all(
    [ONCE, AGAIN].map(async (namespace) => {
      const records = (await recordsOf(log, namesIn(namespace).topicName(topic))).flat();
      return statedTotals(records.filter(isEvent).map(asNew), key, values);
    }),
  );
  expect(once?.size).toBeGreaterThan(0);
  expect(again).toEqual(once);
});

test('what the first stage remembers is the same', async () => {
  const [once, again] = await Promise.all(
    [ONCE, AGAIN].map(async (namespace) =>
      (await recordsOf(log, namesIn(namespace).changelog(vehicleSet))).map(compacted),
    ),
  );
  expect(again).toEqual(once);
});

test('what was read, folded and written is counted once', async () => {
  for (const set of processorSets) {
    const [once, again] = await Promise.all(
      [ONCE, AGAIN].map(async (namespace) => (await readSet(connectionTo(namespace), set)).counts),
    );
    // How often a period is stated in the second stage depends on how the first one's tasks are interleaved.
    if (set.stage === 'first') expect(again).toEqual(once);
    expect(again?.folds).toEqual(once?.folds);
  }
});

/** One worker, in this process, that nothing happens to. */
async function foldUndisturbed(): Promise<void> {
  const sets = startFolding(log, ONCE, PARTITIONS);
  await untilFolded(ONCE);
  for (const set of sets) await set.close();
}

/**
 * The same log, bytes by bytes, comes in portions to two, three or one worker; while each portion is folded one is
 * killed, or stands still for so long that its partitions are given away and it finds itself fenced.
 */
async function foldUnderBlows(): Promise<void> {
  const recorded = await recordsOf(log, namesIn(ONCE).topicName('telemetry'));
  const [one, two] = [start(), start()];
  await comes(recorded, 0);
  await untilMoved(() => one.kill());
  await comes(recorded, 1);
  const three = start();
  await untilMoved(() => two.freeze());
  await comes(recorded, 2);
  await untilMoved(() => two.thaw());
  await comes(recorded, 3);
  await untilMoved(() => three.kill());
  const four = start();
  await comes(recorded, 4);
  await untilMoved(() => two.kill());
  await comes(recorded, 5);
  await untilMoved(() => four.kill());
  start();
  await comes(recorded, 6);
  start();
  await comes(recorded, 7);
  await untilFolded(AGAIN);
}

function start(): FoldWorkerProcess {
  const started = startFoldProcess(sharedServers().kafkaBrokers, AGAIN, PARTITIONS);
  processes.push(started);
  return started;
}

/** A portion of each partition is appended to the log of `b`. */
async function comes(recorded: readonly (readonly LogRecord[])[], portion: number): Promise<void> {
  const records = recorded.flatMap((partition, index) =>
    partition
      .slice(startOf(partition, portion), startOf(partition, portion + 1))
      .map((record): NewRecord => ({ ...asNew(record), partition: index })),
  );
  await append(records, AGAIN);
}

const startOf = ({ length }: readonly LogRecord[], portion: number): number =>
  Math.floor((length * portion) / PORTIONS);

/** Waits until something more is committed, and does it then: the rest is under way. */
async function untilMoved(blow: () => void | Promise<void>): Promise<void> {
  const before = await committedIn(AGAIN);
  await vi.waitFor(async () => {
    expect(await committedIn(AGAIN)).toBeGreaterThan(before);
  }, PATIENCE);
  await blow();
}

async function committedIn(namespace: string): Promise<number> {
  const names = namesIn(namespace);
  const { name, version, source } = vehicleSet;
  const committed = await log.admin.committed(names.group(name, version), names.topicName(source));
  return committed.reduce((sum, position) => sum + (position?.next ?? 0), 0);
}

/** Waits until all sets have read their topics to the end. */
async function untilFolded(namespace: string): Promise<void> {
  const folded: SetFacts[] = [];
  for (const set of processorSets)
    folded.push(
      await vi.waitFor(async () => {
        const facts = await readSet(connectionTo(namespace), set);
        expect({ lag: facts.lag, hasReadAll: hasReadAll(facts, folded) }).toEqual({
          lag: 0,
          hasReadAll: true,
        });
        return facts;
      }, PATIENCE),
    );
}

const connectionTo = (namespace: string) => ({ log, codec, names: namesIn(namespace) });

async function makeTopics(namespace: string): Promise<void> {
  await log.admin.ensureTopics(
    topicsOf({
      names: namesIn(namespace),
      partitions: PARTITIONS,
      events,
      singlePartition: singlePartitionTopics,
      sets: processorSets,
      projections: [],
    }),
  );
}

async function append(records: readonly NewRecord[], namespace: string): Promise<void> {
  const topic = namesIn(namespace).topicName('telemetry');
  const appender = await log.appender();
  await appender.append(
    Array.from({ length: PARTITIONS }, (_, partition) => ofPartition(records, partition))
      .flat()
      .map((record) => ({ ...record, topic })),
  );
  await appender.close();
}

/** Records of a topic by the partition they stand in and the one they came from; places without the namespace. */
async function bySource(namespace: string, topic: string): Promise<Map<string, readonly unknown[]>> {
  const found = new Map<string, unknown[]>();
  const partitions = await recordsOf(log, namesIn(namespace).topicName(topic));
  partitions.forEach((records, partition) => {
    for (const record of records) {
      const { key, value, headers } = record;
      const [, source, offset] = /\/(\d+)\/(\d+)$/.exec(originOf(headers)) ?? [];
      const name = `${source} to ${partition}`;
      found.set(name, [...(found.get(name) ?? []), [offset, key, value?.toString('hex')]]);
    }
  });
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const originOf = (headers: LogRecord['headers']): string =>
  headers['late-origin'] ?? headers['dead-origin'] ?? headers['origin'] ?? '';

/** What compaction leaves, as it can be read. */
function compacted(records: readonly LogRecord[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { key, value } of records)
    if (key !== null && value !== null) newest.set(key, value.toString('latin1'));
    else if (key !== null) newest.delete(key);
  return new Map([...newest].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isEvent = ({ key }: LogRecord): boolean => key !== null;

const asNew = ({ key, value, headers }: LogRecord): NewRecord => ({ topic: '', key, value, headers });
