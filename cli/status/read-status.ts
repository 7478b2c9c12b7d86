import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import type { HotKeysAnswer } from '../../platform/runtime/answer-hot-keys.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import type { Environment } from '../../platform/settings/read-settings.ts';
import { readProjections } from '../balance/read-balance.ts';
import { readSet, setsAndNewcomers } from '../balance/read-sets.ts';
import { openLogIfThere, openQueries, type BareLog } from '../connections.ts';
import { unlessTopicMissing } from '../unless-topic-missing.ts';
import { healthPortName } from '../workers/health-port-name.ts';
import { workersOf, type WorkerName } from '../workers/worker-process.ts';
import { readHotKeys } from './read-hot-keys.ts';
import { probeUrl, readServers, type ServerStates } from './read-servers.ts';

/** A group or projection that reads the log, and how far behind it is. */
export interface ReaderStatus {
  readonly name: string;
  readonly reads: string;
  /** Records not yet read, control records included; null where no worker has made the topic yet. */
  readonly lagEvents: number | null;
  /** Age of the last tick that it has seen, seconds; null before the first. */
  readonly lagSeconds: number | null;
  /** The next offset of each partition. */
  readonly checkpoint: readonly number[];
}

/** State of an installation. */
export interface InstallationStatus {
  readonly servers: ServerStates;
  readonly workers: Readonly<Record<string, string>>;
  /** Empty when Kafka cannot be asked, without projections when ClickHouse cannot. */
  readonly readers: readonly ReaderStatus[];
  /** Of what the processors worker holds; null when it does not answer. */
  readonly hotKeys: HotKeysAnswer | null;
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * Asks servers and workers how they are, and the log how far everybody has read. What does not answer is said, not
 * thrown. `now`: UTC milliseconds.
 */
export async function readStatus(
  environment: Environment,
  lifecycle: Lifecycle,
  now: number,
): Promise<InstallationStatus> {
  const log = await openLogIfThere(environment, lifecycle);
  return {
    servers: await readServers(environment, log !== null),
    workers: Object.fromEntries(
      await Promise.all(
        workersOf(environment).map(async (name) => [name, await workerHealth(environment, name)] as const),
      ),
    ),
    readers: log === null ? [] : await readReaders(log, await openQueries(environment, lifecycle), now),
    hotKeys: await readHotKeys(environment[healthPortName('processors')]),
    urls: urlsOf(environment),
  };
}

async function readReaders(log: BareLog, query: QueryPort, now: number): Promise<ReaderStatus[]> {
  const sets = await Promise.all(
    (await setsAndNewcomers(log)).map(
      async (set) => (await unlessTopicMissing(readSet(log, set))) ?? unread(set),
    ),
  );
  const projections = await readProjections(log, query).catch((error: unknown) => unlessForeseen(error));
  return [...sets, ...(projections ?? [])].map(({ name, source, lag, time, positions }) => ({
    name,
    reads: log.names.topicName(source),
    lagEvents: lag,
    lagSeconds: time === null ? null : Math.max(0, Math.round((now - time) / 1000)),
    checkpoint: positions,
  }));
}

/** A set whose processors, and those of the stage before it, have never run. */
const unread = ({ name, source }: ProcessorSet) => ({ name, source, lag: null, time: null, positions: [] });

/** A server that is away is part of the status; anything else is a mistake to be seen. */
function unlessForeseen(error: unknown): null {
  if (error instanceof TachoError && error.code !== 'configuration-invalid') return null;
  throw error;
}

async function workerHealth(environment: Environment, name: WorkerName): Promise<string> {
  const port = environment[healthPortName(name)];
  return port === undefined
    ? 'unknown: not started by this installation'
    : probeUrl(`http://127.0.0.1:${port}/health`);
}

function urlsOf(environment: Environment): Record<string, string> {
  const { INGEST_URL, REPORTS_URL, CLICKHOUSE_URL, ANALYST_USER, ANALYST_PASSWORD_FILE } =
    environment as Record<string, string>;
  return {
    'ingest API': INGEST_URL ?? 'unknown',
    'report API': REPORTS_URL ?? 'unknown',
    'SQL for analysts': `${CLICKHOUSE_URL ?? 'unknown'}/play, user ${ANALYST_USER ?? 'analyst'}, password in ${ANALYST_PASSWORD_FILE ?? 'your own configuration'}`,
  };
}
