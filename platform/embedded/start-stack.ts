import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { choosePorts, type StackPorts } from './choose-ports.ts';
import { clickhouseUser } from './clickhouse-server.ts';
import { loadSecrets, type Secrets } from './load-secrets.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { ManagedServer } from './managed-server.ts';
import { planServers } from './plan-servers.ts';
import { awaitEarlierServers, recordServers } from './recorded-servers.ts';
import { registryUrl } from './registry-server.ts';
import {
  serverNames,
  type Endpoints,
  type RunningServer,
  type ServerName,
  type Stack,
  type StackOptions,
} from './stack.ts';
import { unlessAborted } from './unless-aborted.ts';
import { writePrivateFile } from './write-private-file.ts';

export type { Endpoints, ServerName, Stack, StackEvent, StackOptions } from './stack.ts';

/**
 * Starts the servers that `existing` does not name, side by side, and returns when each answers. Throws an
 * `EmbeddedStackError` when one does not, with none left running. If this process dies, its servers end too.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  const unlock = await lockDataDir(dataDir);
  try {
    await awaitEarlierServers(dataDir);
    return await startLocked({ ...options, dataDir }, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function startLocked(options: StackOptions, unlock: () => Promise<void>): Promise<Stack> {
  const { dataDir, existing = {} } = options;
  const toStart = missingServers(existing);
  const ports = await choosePorts(dataDir, options.ports ?? {}, toStart);
  const secrets = await loadSecrets(dataDir);
  // A download that nobody wants any more is not waited for: Maven ends with this process.
  const servers = await unlessAborted(planAll(options, toStart, ports, secrets), options.signal);
  await startAll(servers, options.signal);
  const passwordFile = join(dataDir, 'analyst.password');
  await writePrivateFile(passwordFile, secrets.analyst);
  return {
    endpoints: { ...ownEndpoints(ports, secrets, existing), ...existing },
    analyst: toStart.has('clickhouse') ? { user: 'analyst', passwordFile } : null,
    masterKey: secrets.masterKey,
    servers: () => runningOf(servers),
    kill: (name) => find(servers, name).kill(),
    restart: (name) => restart(find(servers, name)),
    stop: once(async () => {
      await stopAll(servers);
      await unlock();
    }),
  };
}

function missingServers(existing: Partial<Endpoints>): ReadonlySet<ServerName> {
  const given: Readonly<Record<ServerName, string | undefined>> = {
    kafka: existing.kafkaBrokers,
    registry: existing.registryUrl,
    clickhouse: existing.clickhouseUrl,
    redis: existing.redisUrl,
  };
  return new Set(serverNames.filter((name) => given[name] === undefined));
}

async function planAll(
  { dataDir, database = 'tacho', onEvent = () => undefined }: StackOptions,
  toStart: ReadonlySet<ServerName>,
  ports: StackPorts,
  secrets: Secrets,
): Promise<readonly ManagedServer[]> {
  const onInstall = (server: ServerName) => onEvent({ server, phase: 'installing' });
  const plans = await planServers(toStart, { dataDir, ports, secrets, database, onInstall });
  const servers: ManagedServer[] = [];
  const onProcesses = serial(() =>
    recordServers(
      dataDir,
      runningOf(servers).map(({ pid }) => pid),
    ),
  );
  for (const plan of plans) {
    const logFile = join(dataDir, 'logs', `${plan.name}.log`);
    servers.push(new ManagedServer(plan, logFile, { onEvent, onProcesses }));
  }
  return servers;
}

/** The first failure, or the signal, ends the waiting of all, and what did start is stopped. */
async function startAll(servers: readonly ManagedServer[], signal?: AbortSignal): Promise<void> {
  const failed = new AbortController();
  signal?.addEventListener('abort', () => failed.abort(signal.reason), { once: true });
  const starts = servers.map((server) =>
    server.start(failed.signal).catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(starts);
  if (!failed.signal.aborted) return;
  await stopAll(servers);
  throw failed.signal.reason;
}

async function stopAll(servers: readonly ManagedServer[]): Promise<void> {
  for (const server of servers.toReversed()) await server.stop();
}

async function restart(server: ManagedServer): Promise<void> {
  await server.stop();
  await server.start();
}

function ownEndpoints(ports: StackPorts, secrets: Secrets, existing: Partial<Endpoints>): Endpoints {
  const isClickhouseOurs = existing.clickhouseUrl === undefined;
  return {
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    registryUrl: registryUrl(ports.registry),
    clickhouseUrl: `http://127.0.0.1:${ports.clickhouse}`,
    clickhouseUser: isClickhouseOurs ? clickhouseUser : 'default',
    clickhousePassword: isClickhouseOurs ? secrets.clickhouse : '',
    redisUrl: `redis://:${secrets.redis}@127.0.0.1:${ports.redis}`,
  };
}

function runningOf(servers: readonly ManagedServer[]): readonly RunningServer[] {
  return servers.map((server) => server.running()).filter((running) => running !== null);
}

function find(servers: readonly ManagedServer[], name: ServerName): ManagedServer {
  const server = servers.find(({ plan }) => plan.name === name);
  if (server === undefined) throw new Error(`${name} was not started by this stack`);
  return server;
}

function once(end: () => Promise<void>): () => Promise<void> {
  let ended: Promise<void> | undefined;
  return () => (ended ??= end());
}

/** Each call begins when the one before has ended. */
function serial(task: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => (last = last.then(task));
}
