import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { EventCodec, Log, LogAppender } from '../../platform/core/ports.ts';
import { nodeScript } from '../../platform/embedded/node-script.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { sharedServers } from '../support/shared-servers.ts';
import { startServers } from '../support/start-servers.ts';
import { untilSaid } from '../support/until-said.ts';

const PARTITIONS = 4;
const BATCH = 2000;
const PATIENCE = { timeout: 60_000, interval: 100 };

let stack: Stack;
let log: Log;
let codec: EventCodec;
let appender: LogAppender;
let client: ClickHouseClient;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  stack = await startServers('kafka', 'clickhouse');
  const { kafkaBrokers: brokers, clickhouseUrl: url } = stack.endpoints;
  const { registryUrl } = sharedServers();
  const { clickhouseUser: username, clickhousePassword: password } = stack.endpoints;
  log = await connectKafka({ brokers, clientId: 'test', sessionTimeoutMs: 10_000, logger: silentLogger });
  codec = await createEventCodec({ registryUrl, events, upcasters });
  appender = await log.appender();
  client = createClient({ url, username, password, log: { level: 127 } });
});
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});
afterAll(async () => {
  await client.close();
  await appender.close();
  await log.close();
  await stack.stop();
});

test('every report becomes one row, whatever is killed on the way', async () => {
  const first = await startWorker();
  await appendPositions(0);
  await untilRows('vehicle_positions', BATCH);
  await appendPositions(1);
  first.worker.kill('SIGKILL');
  const second = await startWorker();
  await appendPositions(2);
  await stack.kill('clickhouse');
  await appendPositions(3);
  await vi.waitFor(async () => {
    expect(await healthOf(second)).toMatch(/vehicle_positions":"[^"]*ClickHouse does not answer/);
  }, PATIENCE);
  await stack.restart('clickhouse');
  // Reports that come again, as devices send them again.
  await appendPositions(1);
  await untilRead('vehicle_positions', 5 * BATCH);
  await untilRows('vehicle_positions', 4 * BATCH);
  expect(
    await ask("SELECT sum(applied) AS n FROM tacho.checkpoints WHERE projection = 'vehicle_positions'"),
  ).toBe(5 * BATCH);
  await vi.waitFor(async () => {
    expect(await healthOf(second)).toMatch(/"status":"ok"/);
  }, PATIENCE);
  await expectEndsInOrder(second.worker);
});

test('a worker may be asked for some projections only, its group shows how far it is, and SIGINT ends it with 0', async () => {
  const { worker, line } = await startWorker({ PROJECTIONS: 'vehicle_status' });
  expect(line).toMatch(/^projections run: vehicle_status; health on port \d+$/);
  const value = codec.encode('VehicleStatusChanged', VehicleStatusChanged.example);
  await appender.append([{ topic: 'tacho.vehicle-changes', partition: 1, key: '8940', value }]);
  await untilRows('vehicle_status', 1);
  await vi.waitFor(async () => {
    const committed = await log.admin.committed('tacho.vehicle_status-v1', 'tacho.vehicle-changes');
    expect(committed[1]?.next).toBe(1);
  }, PATIENCE);
  // As Ctrl-C does.
  await expectEndsInOrder(worker, 'SIGINT');
});

test('a projection that is not there is a mistake in the configuration', async () => {
  const worker = spawnWorker({ PROJECTIONS: 'vehicle_wings' });
  expect(await once(worker, 'exit')).toEqual([78, null]);
});

interface StartedWorker {
  readonly worker: ChildProcess;
  readonly line: string;
}

async function startWorker(environment: Readonly<Record<string, string>> = {}): Promise<StartedWorker> {
  const worker = spawnWorker(environment);
  const [line] = await untilSaid(worker.stdout, /.+/);
  // A broker that is busy says for some seconds that it is not the leader of a topic that was just made.
  await vi.waitFor(() => log.admin.offsets('tacho.telemetry'), PATIENCE);
  return { worker, line };
}

function spawnWorker(
  environment: Readonly<Record<string, string>>,
): ChildProcess & { readonly stdout: Readable } {
  const { endpoints } = stack;
  const worker = spawn(process.execPath, [nodeScript(import.meta.url, '../../projections/main')], {
    env: {
      ...process.env,
      KAFKA_BROKERS: endpoints.kafkaBrokers,
      KAFKA_SESSION_TIMEOUT_MS: '6000',
      SCHEMA_REGISTRY_URL: sharedServers().registryUrl,
      CLICKHOUSE_URL: endpoints.clickhouseUrl,
      CLICKHOUSE_USER: endpoints.clickhouseUser,
      CLICKHOUSE_PASSWORD: endpoints.clickhousePassword,
      TACHO_PARTITIONS: String(PARTITIONS),
      LOG_LEVEL: 'silent',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.push(worker);
  return worker;
}

async function appendPositions(batch: number): Promise<void> {
  const records = Array.from({ length: BATCH }, (_, index) => {
    const suffix = String(batch * BATCH + index).padStart(12, '0');
    const changes = { eventId: `8f14e45f-ceea-5672-9a2b-${suffix}`, vehicleId: `v${index % 10}` };
    const value = codec.encode('VehiclePositionReported', {
      ...VehiclePositionReported.example,
      receivedAt: Date.now(),
      ...changes,
    });
    return { topic: 'tacho.telemetry', partition: (index % 10) % PARTITIONS, key: changes.vehicleId, value };
  });
  await appender.append(records);
}

async function expectEndsInOrder(
  worker: ChildProcess,
  signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM',
): Promise<void> {
  const ended = once(worker, 'exit');
  worker.kill(signal);
  expect(await ended).toEqual([0, null]);
}

async function healthOf({ line }: StartedWorker): Promise<string> {
  const port = /port (\d+)/.exec(line)?.[1] ?? '';
  return (await fetch(`http://127.0.0.1:${port}/health`)).text();
}

const untilRows = (view: string, count: number): Promise<void> =>
  vi.waitFor(async () => {
    expect(await ask(`SELECT count() AS n FROM tacho.${view}`)).toBe(count);
  }, PATIENCE);

const untilRead = (projection: string, count: number): Promise<void> =>
  vi.waitFor(async () => {
    expect(await ask(`SELECT sum(read) AS n FROM tacho.checkpoints WHERE projection = '${projection}'`)).toBe(
      count,
    );
  }, PATIENCE);

/** The one number that a query gives. */
async function ask(query: string): Promise<number> {
  const answer = await client.query({ query, format: 'JSONEachRow' });
  const [row] = await answer.json<{ readonly n: string }>();
  return Number(row?.n);
}
