import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { logWithArchive } from '../../platform/assembly/open-archive.ts';
import { archiveFormat } from '../../platform/avro/archive-format.ts';
import { isWholeBody } from '../../platform/avro/whole-body.ts';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { avroSchemaOf } from '../../platform/core/define-event.ts';
import { outputTopicsOf } from '../../platform/core/define-set.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import type { Log, LogRecord, NewRecord } from '../../platform/core/ports.ts';
import { namesIn, type Names } from '../../platform/core/topic-names.ts';
import { openDirectoryArchive } from '../../platform/files/open-directory-archive.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { createMemoryTables, type MemoryRow } from '../../platform/memory/memory-tables.ts';
import { verifyArchive } from '../../platform/runtime/archive/inspect-archive.ts';
import { segmentsOf } from '../../platform/runtime/archive/list-segments.ts';
import { runArchiver } from '../../platform/runtime/archive/run-archiver.ts';
import { segmentName } from '../../platform/runtime/archive/segment-name.ts';
import { runProjection, type RunningProjection } from '../../platform/runtime/run-projection.ts';
import { vehicleSet } from '../../processors/index.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { events } from '../../schemas/index.ts';
import { allTopics } from '../support/all-topics.ts';
import { foldSet } from '../support/fold-set.ts';
import { ofPartition, recordedLog } from '../support/recorded-log.ts';
import { codec } from '../support/said.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { recordsOf } from '../support/topic-records.ts';

const PARTITIONS = 3;
const PATIENCE = { timeout: 120_000, interval: 100 };
const FIRST = freshNamespace();
const TELEMETRY = namesIn(FIRST).topicName('telemetry');
const OUTPUTS = [...outputTopicsOf(vehicleSet), 'late'];

let directory: string;
let archive: ArchivePort;
/** Kafka alone, and Kafka with the archive. */
let log: Log;
let both: Log;
/** What was to be read, folded and projected while Kafka had it all. */
let recorded: readonly (readonly LogRecord[])[];
let folded: Folded;
let projected: readonly MemoryRow[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-archive-'));
  archive = openDirectoryArchive(directory);
  log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'archive',
    sessionTimeoutMs: 10_000,
    logger: silentLogger,
  });
  const settings = { ARCHIVE_DIR: directory, ARCHIVE_S3_REGION: 'nowhere' };
  both = await logWithArchive(log, settings, silentLogger);
  await log.admin.ensureTopics(allTopics(namesIn(FIRST), PARTITIONS));
  await appendTelemetry();
  recorded = (await recordsOf(log, TELEMETRY)).map(plain);
  folded = await foldInto(FIRST, log);
  projected = await projectWith(FIRST, log);
  await archiveAll();
  await expire();
});
afterAll(async () => {
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

test('given Kafka has lost its beginning, then the archive is whole, in several files with holes in between', async () => {
  const lows = (await log.admin.offsets(TELEMETRY)).map(({ low }) => low);
  expect(lows.every((low) => low > 0)).toBe(true);
  expect((await both.admin.offsets(TELEMETRY)).map(({ low }) => low)).toEqual([0, 0, 0]);
  const { files, records, problems } = await verifyArchive({ archive, format: archiveFormat });
  expect(problems).toEqual([]);
  expect(files).toBeGreaterThan(2 * PARTITIONS);
  expect(records).toBe(recorded.flat().length);
  const [offsets] = await log.admin.offsets(TELEMETRY);
  expect(offsets?.end).toBeGreaterThan(recorded[0]?.length ?? 0);
});

test('given Kafka has lost its beginning, then every record is read as it was', async () => {
  expect((await recordsOf(both, TELEMETRY)).map(plain)).toEqual(recorded);
});

test('given Kafka has lost its beginning, when all is folded again, then it comes to the same', async () => {
  expect(folded.size).toBeGreaterThan(5);
  expect(await foldInto('second', both)).toEqual(folded);
});

test('given Kafka has lost its beginning, when a projection is rebuilt, then its rows are the same', async () => {
  expect(projected.length).toBeGreaterThan(500);
  expect(await projectWith('second', both)).toEqual(projected);
});

test('given a damaged file, then processors and projections stop, and the range is named', async () => {
  const { path, range } = await aFile();
  const whole = await readFile(path);
  const damaged = Buffer.from(whole);
  damaged.writeUInt8((damaged.readUInt8(damaged.length - 40) + 1) % 256, damaged.length - 40);
  await writeFile(path, damaged);
  await expectStopped('third', `offsets ${range}: its checksum differs`);
  await writeFile(path, whole);
});

test('given a missing file, then processors and projections stop, and the range is named', async () => {
  const { path, range } = await aFile();
  const whole = await readFile(path);
  await rm(path);
  await expectStopped('third', `offsets ${range}: its file is missing`);
  await writeFile(path, whole);
});

/** In transactions, so that there are holes. */
async function appendTelemetry(): Promise<void> {
  const records = recordedLog({ seed: 5, partitions: PARTITIONS, minutes: 30 });
  const owner = await log.openTransactional('telemetry');
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const own = ofPartition(records, partition).map((record): NewRecord => ({
      ...{ ...record, topic: TELEMETRY, partition },
    }));
    for (let start = 0; start < own.length; start += 500)
      await owner.commit(own.slice(start, start + 500), 'telemetry', {
        ...{ topic: TELEMETRY, partition, next: start, note: '' },
      });
  }
  await owner.close();
  await (await log.openTransactional('telemetry')).close();
}

async function archiveAll(): Promise<void> {
  const archiver = runArchiver({
    ...{ topic: TELEMETRY, group: 'archiver', log, archive, format: archiveFormat },
    findSchema: (id) => Promise.resolve(events.map(avroSchemaOf)[id - 1] ?? null),
    limits: { sealBytes: 10_000, sealAfterMs: 500 },
    now: () => performance.now(),
    ...{ logger: silentLogger, metrics: noMetrics },
  });
  await vi.waitFor(async () => {
    const offsets = await log.admin.offsets(TELEMETRY);
    for (const [partition, { end }] of offsets.entries())
      expect((await segmentsOf(archive, TELEMETRY, partition)).at(-1)?.next).toBe(end);
  }, PATIENCE);
  await archiver.close();
}

/** The broker deletes the beginning: of one partition everything. */
async function expire(): Promise<void> {
  const admin = new Kafka({
    brokers: sharedServers().kafkaBrokers.split(','),
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  // The client only knows the leaders of topics that it has asked for before.
  const offsets = await admin.fetchTopicOffsets(TELEMETRY);
  await admin.deleteTopicRecords({
    topic: TELEMETRY,
    partitions: offsets.map(({ partition, high }) => ({
      partition,
      offset: String(Math.floor((Number(high) * (partition + 1)) / PARTITIONS)),
    })),
  });
  await admin.disconnect();
}

/** Records of each output, by partition and source, as their bytes. */
type Folded = ReadonlyMap<string, readonly string[]>;

/** The names of a namespace whose telemetry is that of the first. */
const namesOver = (namespace: string): Names => {
  const own = namesIn(namespace);
  return { ...own, topicName: (topic) => (topic === 'telemetry' ? TELEMETRY : own.topicName(topic)) };
};

async function foldInto(namespace: string, from: Log): Promise<Folded> {
  const set = await startFold(namespace, from);
  const names = namesOver(namespace);
  await vi.waitFor(async () => {
    expect(set.health()).toBe('ok');
    const ends = (await log.admin.offsets(TELEMETRY)).map(({ end }) => end);
    const committed = await log.admin.committed(names.group(vehicleSet.name, vehicleSet.version), TELEMETRY);
    expect(committed.map((position) => position?.next)).toEqual(ends);
  }, PATIENCE);
  await set.close();
  const written = new Map<string, readonly string[]>();
  for (const topic of OUTPUTS)
    written.set(topic, (await recordsOf(log, names.topicName(topic))).flat().map(textOf).sort());
  return written;
}

async function startFold(namespace: string, from: Log) {
  await log.admin.ensureTopics(
    allTopics(namesIn(namespace), PARTITIONS).filter(({ topic }) => topic !== `${namespace}.telemetry`),
  );
  return foldSet({ set: vehicleSet, log: from, names: namesOver(namespace), partitions: PARTITIONS });
}

function startProjection(namespace: string, from: Log, tables = createMemoryTables(codec)) {
  const running = runProjection({
    projection: vehiclePositions,
    names: namesOver(namespace),
    tick: TimePassed,
    log: from,
    appender: { append: () => Promise.reject(new Error('nothing dies here')) },
    ...{ codec, tables, isWholeBody, logger: silentLogger, metrics: noMetrics },
  });
  return { running, tables };
}

async function projectWith(namespace: string, from: Log): Promise<readonly MemoryRow[]> {
  const { running, tables } = startProjection(namespace, from);
  const ends = (await log.admin.offsets(TELEMETRY)).map(({ end }) => end);
  await vi.waitFor(async () => {
    expect(running.health()).toBe('ok');
    const kept = await tables.readCheckpoints(vehiclePositions, TELEMETRY);
    expect(kept.toSorted((a, b) => a.partition - b.partition).map(({ next }) => next)).toEqual(ends);
  }, PATIENCE);
  await running.close();
  return tables.rows(vehiclePositions);
}

/** A file that only the archive has, somewhere in its middle. */
async function aFile(): Promise<{ readonly path: string; readonly range: string }> {
  const segment = (await segmentsOf(archive, TELEMETRY, PARTITIONS - 1))[1];
  if (segment === undefined) throw new Error('there is no second file');
  const range = `${segment.from}..${segment.next - 1}`;
  return { path: join(directory, `${segmentName(segment)}.avro`), range };
}

async function expectStopped(namespace: string, what: string): Promise<void> {
  const named = `${TELEMETRY}/${PARTITIONS - 1}, ${what}`;
  const set = await startFold(namespace, both);
  const { running } = startProjection(namespace, both);
  expect((await endOf(running))?.message).toContain(named);
  expect(running.health()).toContain(named);
  await vi.waitFor(() => expect(set.health()).toContain(named), PATIENCE);
  await set.close();
}

const endOf = ({ ended }: RunningProjection): Promise<Error | null> => ended;

const plain = (records: readonly LogRecord[]): LogRecord[] =>
  records.map(({ offset, appendedAt, key, value, headers }) => ({
    ...{ offset, appendedAt, key, value, headers: { ...headers } },
  }));

const textOf = ({ key, value, headers }: LogRecord): string =>
  [headers['origin'] ?? headers['late-origin'] ?? '', key, value?.toString('hex')].join(' ');
