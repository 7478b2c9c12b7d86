import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { clickhouseAccess } from '../platform/assembly/clickhouse-access.ts';
import { openHealth } from '../platform/assembly/open-health.ts';
import { openWorkerLog } from '../platform/assembly/open-worker-log.ts';
import { openPersonalKeys } from '../platform/assembly/open-personal-keys.ts';
import { runWorker, type Worker } from '../platform/assembly/run-worker.ts';
import { connectQueries } from '../platform/clickhouse/connect-queries.ts';
import type { Logger } from '../platform/core/logger.ts';
import type { ProcessorSet } from '../platform/core/define-set.ts';
import { TachoError } from '../platform/core/errors.ts';
import type { OpenSealed } from '../platform/core/personal-data.ts';
import type { QueryPort } from '../platform/core/query-port.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { createHttpServer } from '../platform/http/create-http-server.ts';
import { listenOn } from '../platform/http/listen-on.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import type { StateSources } from '../platform/runtime/state/open-key-task.ts';
import {
  healthSettings,
  logSettings,
  personalSettings,
  reportsSettings,
  rulesSettings,
  tableSettings,
} from '../platform/settings/settings.ts';
import { readProcessorSets } from '../processors/read-processor-sets.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { events, upcasters } from '../schemas/index.ts';
import { reports } from './index.ts';
import { readModelsIn } from './read-models.ts';
import { serveReports } from './serve-reports.ts';
import { serveStates } from './serve-states.ts';
import { tablesHealth } from './tables-health.ts';

const MAX_BODY_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 5000;
const STATE_PATIENCE_MS = 30_000;

const reportsWorkerSettings = tableSettings
  .extend(reportsSettings.shape)
  .extend(healthSettings.shape)
  .extend(logSettings.shape)
  .extend(personalSettings.shape)
  .extend(rulesSettings.shape);

type Settings = z.infer<typeof reportsWorkerSettings>;

runWorker({ name: 'reports', settings: reportsWorkerSettings, start, environment: process.env });

async function start(worker: Worker<Settings>): Promise<string> {
  const { settings, logger, metrics, lifecycle } = worker;
  const names = namesIn(settings.TACHO_NAMESPACE);
  const query = lifecycle.own(connectQueries(clickhouseAccess(settings)));
  const checks = await watchTables(query, lifecycle, logger);
  const health = await openHealth(worker, { checks });
  const app = lifecycle.own(
    createHttpServer({
      logger,
      metrics,
      newRequestId: randomUUID,
      maxBodyBytes: MAX_BODY_BYTES,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
    }),
  );
  serveReports(app, reports, {
    query,
    readModels: readModelsIn(names),
    source: { topic: names.topicName(TimePassed.topic), partitions: settings.TACHO_PARTITIONS },
    now: Date.now,
    sleep,
    openSealed: openerOf(settings, lifecycle),
  });
  const sets = await readProcessorSets(settings.TACHO_RULES);
  const sources = connectStates(worker, sets);
  serveStates(app, { sources, patienceMs: STATE_PATIENCE_MS });
  const url = await listenOn(app, { host: settings.REPORTS_HOST, port: settings.REPORTS_PORT });
  return `reports listen on ${url}; health on port ${health.port}`;
}

/** Opens sealed values, where readers may see personal data; this needs the master key. */
function openerOf(settings: Settings, lifecycle: Lifecycle): OpenSealed | null {
  if (!settings.REPORTS_UNSEAL) return null;
  const keys = openPersonalKeys(settings, lifecycle, randomBytes);
  if (keys === null)
    throw new TachoError('configuration-invalid', 'TACHO_MASTER_KEY: is needed where REPORTS_UNSEAL is true');
  return keys.openSealed;
}

/** Checks at intervals whether ClickHouse answers; returns the latest result. */
async function watchTables(
  query: QueryPort,
  lifecycle: Lifecycle,
  logger: Logger,
): Promise<() => Readonly<Record<string, string>>> {
  let last = await tablesHealth(query);
  const look = async (): Promise<void> => {
    last = await tablesHealth(query);
  };
  const onError = (error: unknown): void =>
    logger.error('ClickHouse could not be asked how it is', { err: error });
  lifecycle.own(repeatEvery({ everyMs: LOOK_EVERY_MS, work: look, onError }));
  return () => last.body.checks;
}

/** Connects to the log, however long it takes: reports need none and are answered meanwhile. */
function connectStates(worker: Worker<Settings>, sets: readonly ProcessorSet[]): () => StateSources {
  let sources: StateSources | null = null;
  const names = namesIn(worker.settings.TACHO_NAMESPACE);
  openWorkerLog(worker, { events, written: events, upcasters }).then(
    (opened) => void (sources = { ...opened, names, tick: TimePassed, sets }),
    (error: unknown) => {
      if (!worker.signal.aborted) worker.logger.error('states cannot be answered', { err: error });
    },
  );
  return () => {
    if (sources === null) throw new TachoError('log-unavailable', 'Not connected yet.');
    return sources;
  };
}
