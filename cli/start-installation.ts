import { join, resolve } from 'node:path';
import { freePort } from '../platform/embedded/free-port.ts';
import { serverSettings } from '../platform/embedded/server-settings.ts';
import type { Endpoints, Stack, StackEvent } from '../platform/embedded/start-stack.ts';
import { startStack } from '../platform/embedded/start-stack.ts';
import type { ServerName } from '../platform/embedded/stack.ts';
import { readSettings, type Environment } from '../platform/settings/read-settings.ts';
import { logSettings } from '../platform/settings/settings.ts';
import { forgetInstallation, saveInstallation, type Installation } from './installation.ts';
import { healthPortName } from './workers/health-port-name.ts';
import { startWorkers } from './workers/start-workers.ts';
import { workersOf, type WorkerName } from './workers/worker-process.ts';

export interface InstallationOptions {
  readonly dataDir: string;
  readonly environment: Environment;
  /** Ports that are taken if they are free; any free ones else. */
  readonly ingestPort?: number;
  readonly reportsPort?: number;
  /** Whether the servers are all that is started; otherwise the workers are, too. */
  readonly serversOnly?: boolean;
  /** Whether a worker that ends by itself is started again. */
  readonly supervise: boolean;
  readonly onEvent: (text: string) => void;
  /** Ports to insist on for servers that are started; the others are the last ones or free ones. */
  readonly serverPorts?: Partial<Record<ServerName, number>>;
  /** Ends the start with its reason; nothing is left running then. */
  readonly signal?: AbortSignal;
}

/** The servers and the workers, running. */
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

/** Starts what is missing of the servers, then all workers; resolves when all are healthy. */
export async function startInstallation(options: InstallationOptions): Promise<RunningInstallation> {
  const { dataDir, environment, supervise, serverPorts = {}, signal, onEvent } = options;
  const stack = await startStack({
    dataDir,
    existing: existingEndpoints(environment),
    ports: serverPorts,
    database: namespaceIn(environment),
    onEvent: (event) => onEvent(textOf(event)),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const settings = await settingsOf(options, stack);
    await saveInstallation(dataDir, settings);
    const logs = join(dataDir, 'logs');
    const only = options.serversOnly === true ? [] : workersOf(settings);
    const workers = await startWorkers({ environment, settings, logs, only, supervise, onEvent, signal });
    return {
      stack,
      settings,
      ingestUrl: settings['INGEST_URL'] ?? '',
      reportsUrl: settings['REPORTS_URL'] ?? '',
      killWorker: (name) => workers.kill(name),
      startWorker: (name) => workers.start(name),
      async stop() {
        await workers.stop();
        await stopServers(dataDir, stack);
      },
    };
  } catch (error) {
    await stopServers(dataDir, stack);
    throw error;
  }
}

/** What is stopped can no longer be found by other commands. */
async function stopServers(dataDir: string, stack: Stack): Promise<void> {
  await forgetInstallation(dataDir);
  await stack.stop();
}

async function settingsOf(options: InstallationOptions, stack: Stack): Promise<Installation> {
  const { endpoints, analyst } = stack;
  const taken = new Set<number>();
  const ingestPort = await freePort(taken, options.ingestPort);
  const reportsPort = await freePort(taken, options.reportsPort);
  const healthPorts: [string, string][] = [];
  for (const name of workersOf(options.environment))
    healthPorts.push([healthPortName(name), String(await freePort(taken))]);
  return {
    ...serverSettings(endpoints),
    TACHO_NAMESPACE: namespaceIn(options.environment),
    TACHO_PARTITIONS: options.environment['TACHO_PARTITIONS'] ?? '8',
    ...pathIn(options.environment, 'TACHO_RULES'),
    ...archiveIn(options.environment),
    TACHO_MASTER_KEY: masterKeyIn(options.environment) ?? stack.masterKey,
    INGEST_PORT: String(ingestPort),
    INGEST_URL: `http://127.0.0.1:${ingestPort}`,
    REPORTS_PORT: String(reportsPort),
    REPORTS_URL: `http://127.0.0.1:${reportsPort}`,
    ...Object.fromEntries(healthPorts),
    ...(analyst === null ? {} : { ANALYST_USER: analyst.user, ANALYST_PASSWORD_FILE: analyst.passwordFile }),
  };
}

/** Topics and tables are named by it, and so is what the analyst may read. */
const namespaceIn = (environment: Environment): string =>
  readSettings(logSettings.pick({ TACHO_NAMESPACE: true }), environment).TACHO_NAMESPACE;

/** Of those who keep their own; what is set to nothing is not set. */
const masterKeyIn = ({ TACHO_MASTER_KEY: key }: Environment): string | undefined =>
  key === '' ? undefined : key;

/** A bucket is where it is; a directory is a path. */
const archiveIn = (environment: Environment): Installation =>
  environment['ARCHIVE_DIR']?.startsWith('s3://') === true
    ? givenIn(environment, 'ARCHIVE_DIR', 'ARCHIVE_S3_REGION', 'ARCHIVE_S3_ENDPOINT')
    : pathIn(environment, 'ARCHIVE_DIR');

const givenIn = (environment: Environment, ...names: readonly string[]): Installation =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name] ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );

/** Commands may be run in another folder than this one. */
function pathIn(environment: Environment, name: 'TACHO_RULES' | 'ARCHIVE_DIR'): Installation {
  const path = environment[name];
  return path === undefined || path === '' ? {} : { [name]: resolve(path) };
}

function existingEndpoints(environment: Environment): Partial<Endpoints> {
  const given = {
    kafkaBrokers: environment['KAFKA_BROKERS'],
    registryUrl: environment['SCHEMA_REGISTRY_URL'],
    clickhouseUrl: environment['CLICKHOUSE_URL'],
    // Of a server of our own, we know them.
    ...(environment['CLICKHOUSE_URL'] === undefined
      ? {}
      : {
          clickhouseUser: environment['CLICKHOUSE_USER'],
          clickhousePassword: environment['CLICKHOUSE_PASSWORD'],
        }),
    redisUrl: environment['REDIS_URL'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const textOf = ({ server, phase, detail }: StackEvent): string =>
  `${server} ${phase}${detail === undefined ? '' : `: ${detail}`}`;
