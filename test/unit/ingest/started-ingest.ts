import { createIngestServer, type IngestParts } from '../../../ingest/create-ingest-server.ts';
import { createDeviceDirectory } from '../../../ingest/device-directory.ts';
import { ingestTopics } from '../../../ingest/ingest-topics.ts';
import { registerDevices, revokeDevice, type NewDevice } from '../../../ingest/register-devices.ts';
import { createKeyWrapper } from '../../../platform/crypto/create-key-wrapper.ts';
import { createPersonalKeys, type PersonalKeys } from '../../../platform/crypto/create-personal-keys.ts';
import { createMemoryKeyStore } from '../../../platform/memory/memory-key-store.ts';
import { createLocalCodec } from '../../../platform/avro/create-local-codec.ts';
import { silentLogger } from '../../../platform/core/logger.ts';
import { noMetrics } from '../../../platform/core/metrics.ts';
import type { SubjectKeyStore } from '../../../platform/core/personal-data.ts';
import type { DecodedEvent, LogAppender, LogRecord } from '../../../platform/core/ports.ts';
import { namesIn } from '../../../platform/core/topic-names.ts';
import type { HttpServer } from '../../../platform/http/create-http-server.ts';
import { createMemoryLog, type MemoryLog } from '../../../platform/memory/memory-log.ts';
import { events, upcasters } from '../../../schemas/index.ts';

export const NOW = Date.UTC(2016, 10, 25, 18);
const PARTITIONS = 4;

/** A record of a topic with what it says. */
export interface WrittenEvent extends DecodedEvent {
  readonly record: LogRecord;
  readonly partition: number;
}

/** The ingest API over a log in memory. */
export interface StartedIngest {
  readonly server: HttpServer;
  readonly log: MemoryLog;
  /** Lets a device in and gives its key; `look` makes the directory see it at once. */
  readonly add: (device: NewDevice) => Promise<string>;
  readonly revoke: (deviceId: string) => Promise<void>;
  /** The keys of the persons that were reported. */
  readonly keyStore: SubjectKeyStore;
  readonly personalKeys: PersonalKeys;
  /** Everything in a topic, in order per partition. */
  readonly written: (topic: string) => Promise<readonly WrittenEvent[]>;
}

export interface StartOptions {
  readonly limits?: Partial<IngestParts['limits']>;
  /** Stands before the appender of the log. */
  readonly around?: (append: LogAppender['append']) => LogAppender['append'];
  readonly checks?: IngestParts['watch']['checks'];
  readonly hasMasterKey?: boolean;
}

/** Starts it without listening; time stands still at `NOW`, and chance counts. */
export async function startIngest(options: StartOptions = {}): Promise<StartedIngest> {
  const log = createMemoryLog({ now: () => NOW });
  const names = namesIn('tacho');
  await log.admin.ensureTopics(ingestTopics(names, PARTITIONS));
  const codec = createLocalCodec({ events, upcasters });
  const appender = await log.appender();
  const append: LogAppender['append'] = (records) => appender.append(records);
  const directory = createDeviceDirectory({
    topic: names.topicName('devices'),
    readPartition: log.readPartition,
    codec,
    logger: silentLogger,
  });
  let drawn = 0;
  const randomBytes = (count: number): Buffer => Buffer.alloc(count, (drawn += 1));
  const writer = { append, names, codec, now: () => NOW, randomBytes };
  const keyStore = createMemoryKeyStore();
  const wrapper = createKeyWrapper(Buffer.alloc(32, 7), randomBytes);
  const personalKeys = createPersonalKeys({ store: keyStore, wrapper, randomBytes });
  const server = createIngestServer({
    subjectKeys: options.hasMasterKey === false ? null : personalKeys,
    log: { names, codec, append: options.around?.(append) ?? append, directory },
    limits: {
      maxBodyBytes: 100_000,
      maxInflatedBytes: 200_000,
      maxItems: 200,
      maxWaitingBytes: 10_000_000,
      requestTimeoutMs: 5000,
      ...options.limits,
    },
    bounds: { maxSpeedMps: 45, clockAheadMs: 300_000 },
    watch: { logger: silentLogger, metrics: noMetrics, checks: options.checks ?? (() => ({ kafka: 'ok' })) },
    world: {
      now: () => NOW,
      newRequestId: () => `request-${(drawn += 1)}`,
      newTraceparent: () => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
  });
  return {
    server,
    log,
    keyStore,
    personalKeys,
    add: async (device) => (await registerDevices([device], writer))[0]?.key ?? '',
    revoke: (deviceId) => revokeDevice(deviceId, directory, writer),
    written: async (topic) => {
      const found: WrittenEvent[] = [];
      const partitions = topic === 'devices' ? 1 : PARTITIONS;
      for (let partition = 0; partition < partitions; partition += 1)
        for await (const { records } of log.readPartition(names.topicName(topic), partition, 0))
          for (const record of records) found.push({ ...codec.decode(record.value), record, partition });
      return found;
    },
  };
}

/** A position as a device sends it. */
export const sentPosition = (more: object = {}): Readonly<Record<string, unknown>> => ({
  type: 'VehiclePositionReported',
  vehicleId: '8940',
  occurredAt: '2016-11-25T12:53:40-05:00',
  latitude: 30.421946,
  longitude: -97.665924,
  speedMps: 7.15264,
  ...more,
});

/** Answer of the API. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly code?: string;
    readonly errors?: readonly {
      readonly index: number;
      readonly code: string;
      readonly detail: string;
      readonly pointer?: string;
    }[];
  };
}

/** Posts to `/v1/telemetry`. An object is sent as JSON, text and bytes as they are. */
export async function post(
  { server }: StartedIngest,
  key: string | null,
  payload: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await server.inject({
    method: 'POST',
    url: '/v1/telemetry',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}
