import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../platform/settings/read-settings.ts';
import { serverSettings } from '../platform/embedded/server-settings.ts';
import { startStack, type Endpoints } from '../platform/embedded/start-stack.ts';
import type { BenchSetting } from './scenario.ts';

/** Servers of one scenario, and the settings that workers need to reach them. */
export interface BenchStack {
  readonly endpoints: Endpoints;
  /** Processes of the broker and of ClickHouse, */
  readonly pids: readonly number[];
  /** and those of one of them. */
  readonly pidsOf: (name: 'kafka' | 'clickhouse') => readonly number[];
  readonly environment: Environment;
  /** Directory of log files; removed when all is closed. */
  readonly dataDir: string;
}

/** No scenario that starts servers alone has a scheduler, so that no tick stands in the log. */
const NO_REDIS = 'redis://127.0.0.1:1';
const NO_CLICKHOUSE = 'http://127.0.0.1:1';

const SERVERS = /^(TACHO_|KAFKA_|SCHEMA_REGISTRY_|CLICKHOUSE_|REDIS_|ARCHIVE_|INGEST_|REPORTS_|PROJECTIONS)/;

/** Starts Kafka, the registry and ClickHouse on free ports with empty data, for as long as the lifecycle. */
export const startBenchStack = (setting: BenchSetting): Promise<BenchStack> =>
  startServers(setting, { redisUrl: NO_REDIS });

/** Starts Kafka and the registry alone, for scenarios that end in the log. */
export const startBenchLog = (setting: BenchSetting): Promise<BenchStack> =>
  startServers(setting, { redisUrl: NO_REDIS, clickhouseUrl: NO_CLICKHOUSE });

/** Starts all four servers, for scenarios with jobs. */
export const startBenchServers = (setting: BenchSetting): Promise<BenchStack> => startServers(setting, {});

async function startServers(setting: BenchSetting, existing: Partial<Endpoints>): Promise<BenchStack> {
  const dataDir = await benchDirectory(setting);
  const { lifecycle, say } = setting;
  const stack = await startStack({ dataDir, existing });
  lifecycle.own({ close: () => stack.stop() });
  const { endpoints } = stack;
  say('servers are up');
  return {
    endpoints,
    pidsOf: (name) => stack.servers().flatMap((server) => (server.name === name ? [server.pid] : [])),
    pids: stack.servers().flatMap(({ name, pid }) => (name === 'registry' ? [] : [pid])),
    dataDir,
    environment: {
      ...benchEnvironment(setting.environment),
      ...serverSettings(endpoints),
      LOG_LEVEL: 'info',
    },
  };
}

/** A directory that is removed with the lifecycle. */
export async function benchDirectory({ lifecycle }: Pick<BenchSetting, 'lifecycle'>): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tacho-bench-'));
  lifecycle.own({ close: () => rm(dataDir, { recursive: true, force: true }) });
  return dataDir;
}

/** The environment without variables that would point a measurement at other servers. */
export const benchEnvironment = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !SERVERS.test(name)));
