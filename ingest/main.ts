import { randomBytes, randomUUID } from 'node:crypto';
import { openLog } from '../platform/assembly/open-log.ts';
import { openPersonalKeys } from '../platform/assembly/open-personal-keys.ts';
import { messageOf } from '../platform/core/errors.ts';
import type { Checks } from '../platform/core/health.ts';
import type { Logger } from '../platform/core/logger.ts';
import type { EventCodec, Log } from '../platform/core/ports.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { listenOn } from '../platform/http/listen-on.ts';
import { createLogger } from '../platform/observability/create-logger.ts';
import { createMetrics } from '../platform/observability/create-metrics.ts';
import { startHealthServer } from '../platform/observability/start-health-server.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import { runWorker } from '../platform/runtime/run-worker.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import { readSettings } from '../platform/settings/read-settings.ts';
import {
  healthSettings,
  ingestSettings,
  logSettings,
  personalSettings,
} from '../platform/settings/settings.ts';
import { events, takenIn, upcasters } from '../schemas/index.ts';
import { createIngestServer, type IngestParts } from './create-ingest-server.ts';
import { createDeviceDirectory, type DeviceDirectory } from './device-directory.ts';
import { ingestTopics } from './ingest-topics.ts';
import { traceparentOf } from './traceparent.ts';

const LOOK_FOR_DEVICES_EVERY_MS = 500;
const TRACE_BYTES = 24;

const ingestMainSettings = logSettings
  .extend(ingestSettings.shape)
  .extend(personalSettings.shape)
  .extend(healthSettings.shape);
type Settings = ReturnType<typeof readSettings<typeof ingestMainSettings>>;

async function start(lifecycle: Lifecycle, signal: AbortSignal): Promise<string> {
  const settings = readSettings(ingestMainSettings, process.env);
  const logger = createLogger({ name: 'ingest', level: settings.LOG_LEVEL });
  const metrics = createMetrics();
  const kafka = createCheck();
  const checks: Checks = () => ({ kafka: kafka.state });
  const watch = { logger, metrics, checks };
  const { HEALTH_HOST: host, HEALTH_PORT: port } = settings;
  lifecycle.own(await startHealthServer({ host, port, ...watch }));

  const { log, codec } = await openLog(settings, {
    clientId: 'tacho-ingest',
    events,
    written: takenIn,
    upcasters,
    logger,
    lifecycle,
    signal,
  });
  const directory = await followDevices(settings, { log, codec, logger, kafka, lifecycle, signal });
  const appender = lifecycle.own(await log.appender());
  const server = lifecycle.own(
    createIngestServer({
      subjectKeys: openPersonalKeys(settings, lifecycle, randomBytes),
      log: {
        names: namesIn(settings.TACHO_NAMESPACE),
        codec,
        append: (records) => appender.append(records),
        directory,
      },
      watch,
      ...givenBy(settings),
    }),
  );
  const url = await listenOn(server, { host: settings.INGEST_HOST, port: settings.INGEST_PORT });
  return `ingest listens on ${url}`;
}

interface Following {
  readonly log: Log;
  readonly codec: EventCodec;
  readonly logger: Logger;
  readonly kafka: Check;
  readonly lifecycle: Lifecycle;
  readonly signal: AbortSignal;
}

/** Makes the topics, reads all devices there are, and goes on looking for new ones. */
async function followDevices(settings: Settings, following: Following): Promise<DeviceDirectory> {
  const { log, codec, logger, kafka, lifecycle, signal } = following;
  const names = namesIn(settings.TACHO_NAMESPACE);
  const topics = ingestTopics(names, settings.TACHO_PARTITIONS);
  await untilUp({ what: 'the topics', connect: () => log.admin.ensureTopics(topics), logger, signal });
  const directory = createDeviceDirectory({
    topic: names.topic('devices'),
    readPartition: log.readPartition,
    codec,
    logger,
  });
  const look = async (): Promise<void> => {
    await directory.refresh();
    kafka.state = 'ok';
  };
  await untilUp({ what: 'the log of devices', connect: look, logger, signal });
  const onError = (error: unknown): void => {
    if (kafka.state === 'ok') logger.warn('the log of devices cannot be read', { err: error });
    kafka.state = messageOf(error);
  };
  lifecycle.own(repeatEvery({ everyMs: LOOK_FOR_DEVICES_EVERY_MS, work: look, onError }));
  return directory;
}

/** What a check says now. */
interface Check {
  state: string;
}

const createCheck = (): Check => ({ state: 'not yet connected' });

const givenBy = (settings: Settings): Pick<IngestParts, 'limits' | 'bounds' | 'world'> => ({
  limits: {
    maxBodyBytes: settings.INGEST_MAX_BODY_BYTES,
    maxInflatedBytes: settings.INGEST_MAX_INFLATED_BYTES,
    maxItems: settings.INGEST_MAX_ITEMS,
    maxWaitingBytes: settings.INGEST_MAX_WAITING_BYTES,
    requestTimeoutMs: settings.INGEST_REQUEST_TIMEOUT_MS,
  },
  bounds: {
    maxSpeedMps: settings.QUARANTINE_MAX_SPEED_MPS,
    clockAheadMs: settings.QUARANTINE_CLOCK_AHEAD_MS,
  },
  world: {
    now: Date.now,
    newRequestId: randomUUID,
    newTraceparent: () => traceparentOf(randomBytes(TRACE_BYTES)),
  },
});

runWorker({ name: 'ingest', start, environment: process.env });
