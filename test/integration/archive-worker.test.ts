import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fillTelemetry } from '../../bench/fill-telemetry.ts';
import { fleetPositions } from '../../bench/fleet-positions.ts';
import { BENCH_PARTITIONS } from '../../bench/make-topics.ts';
import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { nodeScript } from '../../platform/embedded/node-script.ts';
import { openDirectoryArchive } from '../../platform/files/open-directory-archive.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { listSegments } from '../../platform/runtime/archive/list-segments.ts';
import { segmentName } from '../../platform/runtime/archive/segment-name.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { freshNamespace, onSharedServers, sharedServers } from '../support/shared-servers.ts';
import { startBucket } from '../support/start-bucket.ts';
import { untilSaid } from '../support/until-said.ts';

const EVENTS = 20_000;
const PATIENCE = { timeout: 120_000, interval: 250 };
const NAMESPACE = freshNamespace();

let directory: string;
type StartedWorker = ChildProcess & { readonly stdout: Readable };

let worker: StartedWorker;
let said: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-archive-'));
  const { kafkaBrokers: brokers, registryUrl } = sharedServers();
  const log = await connectKafka({
    brokers,
    clientId: 'test',
    sessionTimeoutMs: 10_000,
    logger: silentLogger,
  });
  const [codec, appender] = [
    await createEventCodec({ registryUrl, events, upcasters }),
    await log.appender(),
  ];
  const signal = new AbortController().signal;
  await fillTelemetry(fleetPositions(EVENTS), { log, appender, codec, names: namesIn(NAMESPACE), signal });
  await appender.close();
  await log.close();
  worker = startWorker();
  [said] = await untilSaid(worker.stdout, /.+/);
  await vi.waitFor(async () => expect(await archivedEvents()).toBe(EVENTS), PATIENCE);
});
afterAll(async () => {
  worker.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

test('given a topic, when the worker runs, then all of it is sealed, and it is healthy', async () => {
  expect(said).toMatch(/^the archive of telemetry, quarantine runs; health on port \d+$/);
  const port = /port (\d+)/.exec(said)?.[1] ?? '';
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect(await health.json()).toEqual({ status: 'ok', checks: { telemetry: 'ok', quarantine: 'ok' } });
  // A file is there a moment before it is counted.
  await vi.waitFor(async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
      `tacho_archive_records_total{topic="${NAMESPACE}.telemetry"} ${EVENTS}`,
    );
  }, PATIENCE);
});

test('given an archive, then its status tells files, offsets and sizes, and what Kafka has', async () => {
  const rows = JSON.parse((await tacho(['archive', 'status', '--json'])).stdout) as readonly {
    readonly kafka: { readonly end: number };
    readonly next: number;
    readonly gaps: readonly unknown[];
  }[];
  expect(rows).toHaveLength(BENCH_PARTITIONS);
  for (const { kafka, next, gaps } of rows) expect([gaps, kafka.end]).toEqual([[], next]);
  const { stdout } = await tacho(['archive', 'status']);
  expect(stdout).toMatch(/^TOPIC +PARTITION +FILES +OFFSETS +EVENTS +BYTES/);
});

test('given a file, then the schemas of its values stand in it as the registry has them', async () => {
  const [segment] = await listSegments(openDirectoryArchive(directory), '');
  if (segment === undefined) throw new Error('nothing is archived');
  const file = await readFile(join(directory, `${segmentName(segment)}.avro`), 'latin1');
  expect(file).toContain('"name":"VehiclePositionReported"');
});

test('given whole files, when they are verified, then it says so; given a damaged one, its range is named', async () => {
  const whole = await tacho(['archive', 'verify']);
  expect(whole.stdout).toContain(`with ${EVENTS} events`);
  expect(whole.exitCode).toBe(0);
  const [segment] = await listSegments(openDirectoryArchive(directory), '');
  if (segment === undefined) throw new Error('nothing is archived');
  const path = join(directory, `${segmentName(segment)}.avro`);
  const bytes = await readFile(path);
  bytes.writeUInt8((bytes.readUInt8(bytes.length - 40) + 1) % 256, bytes.length - 40);
  await writeFile(path, bytes);

  const damaged = await tacho(['archive', 'verify']);
  expect(damaged.exitCode).toBe(74);
  expect(damaged.stdout).toMatch(
    new RegExp(`${NAMESPACE}.telemetry +0 +${segment.from}..${segment.next - 1} +its checksum differs`),
  );
});

test('given no directory, then the worker and the command say what is missing', async () => {
  const { exitCode, stderr } = await tacho(['archive', 'status'], { ARCHIVE_DIR: '' });
  expect([exitCode, stderr]).toEqual([78, expect.stringContaining('ARCHIVE_DIR')]);
  expect(await once(startWorker({ ARCHIVE_DIR: '' }), 'exit')).toEqual([78, null]);
});

test('given it is told to stop, then it ends in order', async () => {
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

const environment = (): Record<string, string> => ({
  ...onSharedServers(NAMESPACE),
  TACHO_PARTITIONS: String(BENCH_PARTITIONS),
  ARCHIVE_DIR: directory,
  ARCHIVE_TOPICS: 'telemetry,quarantine',
  ARCHIVE_SEAL_BYTES: '300000',
  ARCHIVE_SEAL_MINUTES: '0.02',
  LOG_LEVEL: 'silent',
});

test('given a bucket, when another worker runs, then all of the topic is sealed there, whole', async () => {
  const store = await startBucket();
  const place = {
    ...store.credentials,
    ARCHIVE_DIR: `s3://${store.bucket}/of/this/year`,
    ARCHIVE_S3_ENDPOINT: store.endpoint,
  };
  const other = startWorker(place);
  await vi.waitFor(async () => {
    const { exitCode, stdout } = await tacho(['archive', 'verify'], place);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`with ${EVENTS} events`)]);
  }, PATIENCE);
  const ended = once(other, 'exit');
  other.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await store.stop();
});

type Environment = Readonly<Record<string, string>>;

const startWorker = (more: Environment = {}): StartedWorker =>
  spawn(process.execPath, [nodeScript(import.meta.url, '../../archive/main')], {
    env: { ...ownEnvironment(), ...environment(), ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const tacho = (args: readonly string[], more: Environment = {}): Promise<TachoResult> =>
  runTacho(args, { ...environment(), ...more });

async function archivedEvents(): Promise<number> {
  const archive = openDirectoryArchive(directory);
  const manifests = (await archive.list('')).filter((name) => name.endsWith('.json'));
  const read = await Promise.all(manifests.map((name) => archive.read(name)));
  return read.reduce((sum, text) => sum + (JSON.parse(String(text)) as { records: number }).records, 0);
}
