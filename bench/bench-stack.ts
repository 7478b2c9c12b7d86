import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../platform/settings/read-settings.ts';
import { serverSettings } from '../platform/embedded/server-settings.ts';
import { startStack, type Endpoints } from '../platform/embedded/start-stack.ts';
import type { BenchSetting, BenchServers } from './scenario.ts';

/** Servers of a scenario, and the settings with which workers reach them. */
export interface BenchStack {
  readonly endpoints: Endpoints;
  /** Names its topics, its groups and its database. */
  readonly namespace: string;
  /** Processes of the broker and of ClickHouse, */
  readonly pids: readonly number[];
  /** and those of one of them. */
  readonly pidsOf: (name: 'kafka' | 'clickhouse') => readonly number[];
  readonly environment: Environment;
  /** Directory of log files; removed when all is closed. */
  readonly dataDir: string;
  /** Directory of the broker’s segments. */
  readonly segmentsDir: string;
}

/** Where no server is. Without a scheduler no tick stands in the log. */
const NOWHERE = {
  clickhouse: { clickhouseUrl: 'http://127.0.0.1:1' },
  redis: { redisUrl: 'redis://127.0.0.1:1' },
} as const;
/** The default of `TACHO_NAMESPACE`. */
const NAMESPACE = 'tacho';

const SERVERS = /^(TACHO_|KAFKA_|SCHEMA_REGISTRY_|CLICKHOUSE_|REDIS_|ARCHIVE_|INGEST_|REPORTS_|PROJECTIONS)/;

/** Opens Kafka, the registry and ClickHouse: on free ports with empty data, for as long as the lifecycle, or shared ones. */
export const startBenchStack = (setting: BenchSetting): Promise<BenchStack> => open(setting, 'redis');

/** Opens Kafka and the registry alone, for scenarios that end in the log. */
export const startBenchLog = (setting: BenchSetting): Promise<BenchStack> =>
  open(setting, 'redis', 'clickhouse');

/** Opens all four servers, for scenarios with jobs. */
export const startBenchServers = (setting: BenchSetting): Promise<BenchStack> => open(setting);

async function open(
  setting: BenchSetting,
  ...without: readonly (keyof typeof NOWHERE)[]
): Promise<BenchStack> {
  const existing = Object.assign({}, ...without.map((name) => NOWHERE[name])) as Partial<Endpoints>;
  const dataDir = await benchDirectory(setting);
  const { stack, ...servers } = setting.shared ?? (await startServers(setting, existing, dataDir));
  const endpoints = { ...stack.endpoints, ...existing };
  const namespace = servers.nextNamespace();
  const measured = stack.servers().filter(({ name }) => !without.some((other) => other === name));
  return {
    endpoints,
    namespace,
    pidsOf: (wanted) => measured.flatMap(({ name, pid }) => (name === wanted ? [pid] : [])),
    pids: measured.flatMap(({ name, pid }) => (name === 'registry' ? [] : [pid])),
    dataDir,
    segmentsDir: join(servers.dataDir, 'kafka', 'log'),
    environment: {
      ...benchEnvironment(setting.environment),
      ...serverSettings(endpoints),
      TACHO_NAMESPACE: namespace,
      LOG_LEVEL: 'info',
    },
  };
}

async function startServers(
  { lifecycle, say }: BenchSetting,
  existing: Partial<Endpoints>,
  dataDir: string,
): Promise<BenchServers> {
  const stack = await startStack({ dataDir, existing });
  lifecycle.own({ close: () => stack.stop() });
  say('servers are up');
  return { stack, dataDir, nextNamespace: () => NAMESPACE };
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
