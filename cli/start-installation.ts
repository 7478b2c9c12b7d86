import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TachoError } from '../platform/core/errors.ts';
import type { Endpoints, Stack, StackEvent } from '../platform/embedded/start-stack.ts';
import { startStack } from '../platform/embedded/start-stack.ts';
import type { Environment } from '../platform/settings/read-settings.ts';
import { saveInstallation, type Installation } from './installation.ts';
import { freePort } from './workers/free-port.ts';
import { startWorker, workerNames, type WorkerName, type WorkerProcess } from './workers/worker-process.ts';

export interface InstallationOptions {
  readonly dataDir: string;
  readonly environment: Environment;
  /** Ports that are taken if they are free; any free ones else. */
  readonly ingestPort?: number;
  readonly reportsPort?: number;
  /** Whether a worker that ends by itself is started again. */
  readonly supervise: boolean;
  readonly onEvent: (text: string) => void;
}

/** The servers and the four workers, running. */
export interface RunningInstallation {
  readonly stack: Stack;
  /** Settings by the names of their environment variables, as the other commands read them. */
  readonly settings: Installation;
  readonly ingestUrl: string;
  readonly reportsUrl: string;
  /** Ends a worker at once, as a crash would. */
  killWorker(name: WorkerName): Promise<void>;
  /** Starts a worker that has ended; resolves when it is healthy. */
  startWorker(name: WorkerName): Promise<void>;
  /** Stops workers and servers in reverse order. */
  stop(): Promise<void>;
}

const HEALTHY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;
const RESTART_AFTER_MS = 1000;

/** Starts what is missing of the servers, then all workers; resolves when all are healthy. */
export async function startInstallation(options: InstallationOptions): Promise<RunningInstallation> {
  const { dataDir, environment, onEvent } = options;
  const stack = await startStack({
    dataDir,
    existing: existingEndpoints(environment),
    onEvent: (event) => onEvent(textOf(event)),
  });
  try {
    const settings = await settingsOf(options, stack);
    await saveInstallation(dataDir, settings);
    return await startWorkers(options, stack, settings);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function startWorkers(
  { dataDir, environment, supervise, onEvent }: InstallationOptions,
  stack: Stack,
  settings: Installation,
): Promise<RunningInstallation> {
  const workers = new Map<WorkerName, WorkerProcess>();
  let stopping = false;
  const logs = join(dataDir, 'logs');
  await mkdir(logs, { recursive: true });
  const launch = (name: WorkerName): void => {
    const worker = startWorker({
      name,
      environment: { ...environment, ...settings, HEALTH_PORT: String(settings[healthPortName(name)]) },
      logFile: join(logs, `${name}.log`),
    });
    workers.set(name, worker);
    void worker.exited.then(async () => {
      if (stopping || !supervise || workers.get(name) !== worker) return;
      onEvent(`${name} ended; it is started again`);
      await sleep(RESTART_AFTER_MS);
      if (!isStopping()) launch(name);
    });
  };
  const isStopping = (): boolean => stopping;
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all(Array.from(workers.values(), (worker) => worker.stop()));
    await stack.stop();
  };
  const healthy = async (name: WorkerName): Promise<void> => {
    await untilHealthy(name, settings, () => workers.get(name)?.running ?? false, join(logs, `${name}.log`));
    onEvent(`${name} is ready`);
  };
  try {
    for (const name of workerNames) launch(name);
    await Promise.all(workerNames.map(healthy));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    stack,
    settings,
    ingestUrl: settings['INGEST_URL'] ?? '',
    reportsUrl: settings['REPORTS_URL'] ?? '',
    killWorker: async (name) => workers.get(name)?.kill(),
    async startWorker(name) {
      launch(name);
      await healthy(name);
    },
    stop,
  };
}

async function untilHealthy(
  name: WorkerName,
  settings: Installation,
  isRunning: () => boolean,
  logFile: string,
): Promise<void> {
  const giveUpAt = performance.now() + HEALTHY_WITHIN_MS;
  const url = `http://127.0.0.1:${String(settings[healthPortName(name)])}/health`;
  let answer = 'no answer yet';
  while (performance.now() < giveUpAt) {
    if (!isRunning())
      throw new TachoError('server-missing', `${name} ended at once: ${await tailOf(logFile)}`);
    try {
      const response = await fetch(url);
      if (response.ok && (await listens(name, settings))) return;
      answer = await response.text();
    } catch {
      // Not listening yet; the worker itself is watched above.
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new TachoError('server-missing', `${name} did not become healthy: ${answer}. See ${logFile}.`);
}

/** A worker may be healthy before its API listens. */
async function listens(name: WorkerName, settings: Installation): Promise<boolean> {
  const url =
    name === 'ingest' ? settings['INGEST_URL'] : name === 'reports' ? settings['REPORTS_URL'] : null;
  return url === null || url === undefined || (await fetch(`${url}/health`)).ok;
}

const TAIL_BYTES = 2000;

async function tailOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.slice(-TAIL_BYTES).trim();
}

async function settingsOf(options: InstallationOptions, stack: Stack): Promise<Installation> {
  const { endpoints, analyst } = stack;
  const ingestPort = await freePort(options.ingestPort);
  const reportsPort = await freePort(options.reportsPort);
  const healthPorts = await Promise.all(
    workerNames.map(async (name): Promise<[string, string]> => [
      healthPortName(name),
      String(await freePort()),
    ]),
  );
  return {
    KAFKA_BROKERS: endpoints.kafkaBrokers,
    SCHEMA_REGISTRY_URL: endpoints.registryUrl,
    CLICKHOUSE_URL: endpoints.clickhouseUrl,
    CLICKHOUSE_USER: endpoints.clickhouseUser,
    CLICKHOUSE_PASSWORD: endpoints.clickhousePassword,
    REDIS_URL: endpoints.redisUrl,
    TACHO_NAMESPACE: options.environment['TACHO_NAMESPACE'] ?? 'tacho',
    TACHO_PARTITIONS: options.environment['TACHO_PARTITIONS'] ?? '8',
    INGEST_PORT: String(ingestPort),
    INGEST_URL: `http://127.0.0.1:${ingestPort}`,
    REPORTS_PORT: String(reportsPort),
    REPORTS_URL: `http://127.0.0.1:${reportsPort}`,
    ...Object.fromEntries(healthPorts),
    ...(analyst === null ? {} : { ANALYST_USER: analyst.user, ANALYST_PASSWORD_FILE: analyst.passwordFile }),
  };
}

const healthPortName = (name: WorkerName): string => `${name.toUpperCase()}_HEALTH_PORT`;

function existingEndpoints(environment: Environment): Partial<Endpoints> {
  const given = {
    kafkaBrokers: environment['KAFKA_BROKERS'],
    registryUrl: environment['SCHEMA_REGISTRY_URL'],
    clickhouseUrl: environment['CLICKHOUSE_URL'],
    clickhouseUser: environment['CLICKHOUSE_USER'],
    clickhousePassword: environment['CLICKHOUSE_PASSWORD'],
    redisUrl: environment['REDIS_URL'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const textOf = ({ server, phase, detail }: StackEvent): string =>
  `${server} ${phase}${detail === undefined ? '' : `: ${detail}`}`;
