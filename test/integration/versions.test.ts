import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { JobQueue } from '../../platform/core/jobs.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Log, LogRecord } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { openJobQueue } from '../../platform/redis/open-job-queue.ts';
import { startJobWorker } from '../../platform/redis/start-job-worker.ts';
import type { RunningSet } from '../../platform/runtime/run-set.ts';
import { VERSION_JOB, versionQueue, type VersionAsked } from '../../processors/versions/version-job.ts';
import { allTopics } from '../support/all-topics.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { heard } from '../support/said.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { startFolding } from '../support/start-folding.ts';
import { recordsOf } from '../support/topic-records.ts';
import { openVersionArena, type VersionArena } from '../support/version-arena.ts';

const PARTITIONS = 4;
const PROCESSOR = 'summarize-vehicle-minutes';
const ID = `${PROCESSOR}-v2`;
const PATIENCE = { timeout: 90_000, interval: 50 };
const LOCK_MS = 10_000;
const names = namesIn(freshNamespace());

let log: Log;
let arena: VersionArena;
let jobs: JobQueue<VersionAsked>;
let live: RunningSet[];
let startedAt: number;

beforeAll(async () => {
  startedAt = Date.now();
  log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'versions',
    sessionTimeoutMs: 6000,
    logger: silentLogger,
  });
  await log.admin.ensureTopics(allTopics(names, PARTITIONS));
  const appender = await log.appender();
  const recorded = recordedLog({ seed: 21, partitions: PARTITIONS, minutes: 40 });
  await appender.append(recorded.map((record) => ({ ...record, topic: names.topicName('telemetry') })));
  await appender.close();
  live = startFolding(log, names.namespace, PARTITIONS);
  arena = await openVersionArena(log, names, PARTITIONS);
  jobs = openJobQueue<VersionAsked>({
    redisUrl: sharedServers().redisUrl,
    queue: versionQueue(names.namespace),
    name: VERSION_JOB,
  });
});
afterAll(async () => {
  await jobs.close();
  for (const set of live) await set.close();
  await log.close();
});

test('a version that is asked for runs beside the old one, through the end of its worker, until it has caught up', async () => {
  await jobs.ask(ID, {
    processor: PROCESSOR,
    version: 2,
    from: null,
    warmUpMs: null,
    source: null,
    rules: null,
  });
  expect(await jobs.find(ID)).toEqual({ state: 'waiting', progress: null, failure: null });

  const first = startWorker();
  await vi.waitFor(async () => expect((await jobs.find(ID))?.progress).not.toBeNull(), PATIENCE);
  await first.close();
  const second = startWorker();
  await vi.waitFor(async () => expect((await jobs.find(ID))?.state).toBe('completed'), PATIENCE);

  const { progress } = (await jobs.find(ID)) ?? {};
  expect(progress?.done).toBe(progress?.total);
  await vi.waitFor(async () => {
    const [old, own] = await Promise.all([
      statementsIn('vehicle-minutes'),
      statementsIn('vehicle-minutes.v2'),
    ]);
    expect(own.size).toBeGreaterThan(0);
    expect(own).toEqual(old);
  }, PATIENCE);
  await second.close();
});

test('what it writes is as old as its writing, not as its cause: it does not expire on arrival', async () => {
  const records = (await recordsOf(log, names.topicName('vehicle-minutes.v2'))).flat();
  expect(Math.min(...records.map(({ appendedAt }) => appendedAt))).toBeGreaterThanOrEqual(startedAt);
  expect(Math.max(...records.map((record) => Number(heard(asNew(record))['receivedAt'])))).toBeLessThan(
    startedAt,
  );
});

test('a version that is retired is not begun again, however it is asked for', async () => {
  const worker = startWorker();
  await arena.end(PROCESSOR, 2, 'retired');
  await arena.directory.refresh();
  expect(arena.directory.find({ processor: PROCESSOR, version: 2 })?.state).toBe('retired');
  await jobs.ask(`${ID}-again`, {
    processor: PROCESSOR,
    version: 2,
    from: null,
    warmUpMs: null,
    source: null,
    rules: null,
  });
  await vi.waitFor(async () => expect((await jobs.find(`${ID}-again`))?.state).toBe('completed'), PATIENCE);
  await worker.close();
});

/** A worker that runs versions and does the jobs that start them. */
function startWorker(): { close(): Promise<void> } {
  const versions = arena.run();
  const worker = startJobWorker<VersionAsked>({
    redisUrl: sharedServers().redisUrl,
    queue: versionQueue(names.namespace),
    lockMs: LOCK_MS,
    handler: arena.handle,
    logger: silentLogger,
  });
  return {
    async close() {
      await worker.close();
      await versions.close();
    },
  };
}

/** What is said in a topic by the partition that caused it, in order, without the ids, which name the version. */
async function statementsIn(topic: string): Promise<Map<string, readonly object[]>> {
  const found = new Map<string, object[]>();
  const partitions = await recordsOf(log, names.topicName(topic));
  partitions.forEach((records, partition) => {
    for (const record of records.filter(({ key }) => key !== null)) {
      const { eventId, ...said } = heard(asNew(record));
      const name = `${record.headers['origin']?.split('/')[1] ?? ''} to ${partition}`;
      found.set(name, [...(found.get(name) ?? []), { ...said, hasId: eventId !== undefined }]);
    }
  });
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const asNew = ({ key, value, headers }: LogRecord) => ({ topic: '', key, value, headers });
