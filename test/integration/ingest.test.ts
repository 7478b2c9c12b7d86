import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerDevices } from '../../ingest/register-devices.ts';
import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { EventCodec, Log, LogAppender } from '../../platform/core/ports.ts';
import { decodePositionToken } from '../../platform/core/position-token.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { startIngestProcess, type IngestProcess } from '../support/ingest-process.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { sharedServers } from '../support/shared-servers.ts';
import { startServers } from '../support/start-servers.ts';

const names = namesIn('tacho');

let stack: Stack;
let ingest: IngestProcess;
let url: string;
let log: Log;
let codec: EventCodec;
let key: string;

const environment = (): Readonly<Record<string, string>> => ({
  KAFKA_BROKERS: stack.endpoints.kafkaBrokers,
  SCHEMA_REGISTRY_URL: sharedServers().registryUrl,
});

const lifecycle = createLifecycle();

beforeAll(async () => {
  stack = await startServers('kafka');
  lifecycle.own({ close: stack.stop });
  ingest = startIngestProcess(environment());
  lifecycle.own({
    close: async () => {
      await ingest.terminate();
    },
  });
  url = await ingest.says(/^ingest listens on (\S+)/m);
  const brokers = stack.endpoints.kafkaBrokers;
  log = await connectKafka({ brokers, clientId: 'test', sessionTimeoutMs: 10_000, logger: silentLogger });
  lifecycle.own(log);
  codec = await createEventCodec({ registryUrl: sharedServers().registryUrl, events, upcasters });
  const appender = lifecycle.own(await log.appender());
  const append: LogAppender['append'] = (records) => appender.append(records);
  const [device] = await registerDevices([{ vehicles: ['bus-*'], label: 'depot' }], {
    append,
    names,
    codec,
    now: Date.now,
    randomBytes,
  });
  key = device?.key ?? '';
});

afterAll(() => lifecycle.close());

const report = (sequence: number): object => ({
  type: 'VehicleSignalReported',
  vehicleId: 'bus-1',
  occurredAt: Date.UTC(2016, 10, 25) + sequence,
  sequence,
  code: 'batteryVoltage',
  value: 27.4,
  unit: 'V',
});

const post = (reports: readonly object[]): Promise<Response> => postAsDevice(url, key, reports);

async function sequencesInLog(): Promise<readonly number[]> {
  const found: number[] = [];
  for (let partition = 0; partition < 8; partition += 1)
    for await (const { records } of log.readPartition(names.topicName('telemetry'), partition, 0))
      for (const { value } of records)
        found.push((codec.decode(value).data as unknown as { readonly sequence: number }).sequence);
  return found;
}

test('what is acknowledged stands in Kafka, in order, where the token says', async () => {
  const answer = await post([1, 2, 3].map(report));
  const body = (await answer.json()) as { readonly accepted: number; readonly position: string };

  expect(answer.status).toBe(202);
  expect(body.accepted).toBe(3);
  expect(await sequencesInLog()).toEqual([1, 2, 3]);
  const positions = decodePositionToken(body.position)?.[names.topicName('telemetry')] ?? {};
  expect(Object.values(positions)).toEqual([3]);
});

test('while Kafka is away it answers 503, and when it is back takes the same reports again', async () => {
  await stack.kill('kafka');
  const refused = await post([4, 5].map(report));
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(await refused.json()).toMatchObject({ code: 'log-unavailable' });

  await stack.restart('kafka');
  const taken = await untilTaken([4, 5].map(report));
  expect(taken).toMatchObject({ accepted: 2 });
  expect(new Set(await sequencesInLog())).toEqual(new Set([1, 2, 3, 4, 5]));
});

test('it waits for a Kafka that is not there, says so, and can be stopped', async () => {
  const waiting = startIngestProcess({ ...environment(), KAFKA_BROKERS: '127.0.0.1:1' });
  await waiting.says(/waiting for Kafka/);
  expect(await waiting.terminate()).toBe(0);
});

test('it says all that is wrong with its settings, and ends with 78', async () => {
  const wrong = startIngestProcess({ KAFKA_BROKERS: 'nowhere', INGEST_MAX_ITEMS: 'many' });
  const line = await wrong.says(/^ingest: The configuration is wrong.*$/m);
  for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'INGEST_MAX_ITEMS'])
    expect(line).toContain(name);
  expect(await wrong.exitCode()).toBe(78);
});

test('SIGTERM ends it with 0', async () => {
  expect(await ingest.terminate()).toBe(0);
});

async function untilTaken(reports: readonly object[]): Promise<unknown> {
  for (;;) {
    const answer = await post(reports);
    if (answer.status === 202) return answer.json();
    expect(answer.status).toBe(503);
  }
}
