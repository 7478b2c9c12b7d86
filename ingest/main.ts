import { randomBytes, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { openHealth } from '../platform/assembly/open-health.ts';
import { openWorkerLog, type OpenLog } from '../platform/assembly/open-worker-log.ts';
import { openPersonalKeys } from '../platform/assembly/open-personal-keys.ts';
import { runWorker, type Worker } from '../platform/assembly/run-worker.ts';
import { messageOf } from '../platform/core/errors.ts';
import type { Checks } from '../platform/core/health.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { listenOn } from '../platform/http/listen-on.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
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
type Settings = z.infer<typeof ingestMainSettings>;

async function start(worker: Worker<Settings>): Promise<string> {
  const { settings, logger, metrics, lifecycle } = worker;
  const kafka = createCheck();
  const checks: Checks = () => ({ kafka: kafka.state });
  await openHealth(worker, { checks });
  const opened = await openWorkerLog(worker, { events, written: takenIn, upcasters });
  const { log, codec } = opened;
  const directory = await followDevices(worker, opened, kafka);
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
      watch: { logger, metrics, checks },
      ...givenBy(settings),
    }),
  );
  const url = await listenOn(server, { host: settings.INGEST_HOST, port: settings.INGEST_PORT });
  return `ingest listens on ${url}`;
}

/** Creates the topics, reads all devices, and keeps looking for new ones. */
async function followDevices(
  { settings, logger, lifecycle, signal }: Worker<Settings>,
  { log, codec }: OpenLog,
  kafka: Check,
): Promise<DeviceDirectory> {
  const names = namesIn(settings.TACHO_NAMESPACE);
  const topics = ingestTopics(names, settings.TACHO_PARTITIONS);
  await untilUp({ what: 'the topics', connect: () => log.admin.ensureTopics(topics), logger, signal });
  const directory = createDeviceDirectory({
    topic: names.topicName('devices'),
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

/** Result of a health check. */
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

runWorker({ name: 'ingest', settings: ingestMainSettings, start, environment: process.env });
