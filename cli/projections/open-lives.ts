import type { TableInspection } from '../../platform/clickhouse/connect-inspection.ts';
import { messageOf, TachoError } from '../../platform/core/errors.ts';
import type { JobQueue } from '../../platform/core/jobs.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { queueSettings } from '../../platform/settings/settings.ts';
import { createLifeDirectory, type LifeDirectory } from '../../projections/lives/life-directory.ts';
import { REBUILD_JOB, rebuildQueue, type RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import { events } from '../../schemas/index.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { openInspection, openLog, openQueries, openTables, type LogConnection } from '../connections.ts';
import { deviceWriter } from '../device-writer.ts';

/** Events that such a command writes; some jobs concern a processor's version. */
const ABOUT_VERSIONS = events.filter(({ topic }) =>
  [ProjectionVersionPromoted.topic, ProcessorVersionStarted.topic].includes(topic),
);

/** All that a command needs that looks at lives of projections, or changes them. */
export interface LivesConnection extends LogConnection {
  /** Has read the log of lives as it was when it was opened. */
  readonly directory: LifeDirectory;
  readonly writer: FactWriter;
  readonly admin: LogAdmin;
  readonly tables: TablePort;
  readonly query: QueryPort;
  readonly inspection: Pick<TableInspection, 'sizes'>;
}

/** Connects a command to the lives of projections, for as long as its lifecycle. */
export async function openLives({ environment, lifecycle }: CommandContext): Promise<LivesConnection> {
  const connection = await openLog(environment, lifecycle, ABOUT_VERSIONS);
  const { log, names } = connection;
  return {
    ...connection,
    directory: await readLifeDirectory(connection),
    admin: log.admin,
    writer: { ...(await deviceWriter(connection, lifecycle)), names },
    tables: await openTables(environment, lifecycle),
    query: await openQueries(environment, lifecycle),
    inspection: await openInspection(environment, lifecycle),
  };
}

/** The lives of projections, as the log says now. */
export async function readLifeDirectory({ log, codec, names }: LogConnection): Promise<LifeDirectory> {
  const topic = names.topicName(ProjectionVersionPromoted.topic);
  const directory = createLifeDirectory({ topic, readPartition: log.readPartition, codec });
  await directory.refresh().catch((error: unknown) => {
    if (error instanceof TachoError) throw error;
    throw new TachoError('server-missing', `${topic} cannot be read: ${messageOf(error)}`, error);
  });
  return directory;
}

/** Opens the queue in which rebuilds are asked for, for as long as the lifecycle of a command. */
export async function openRebuildJobs(
  namespace: string,
  { environment, lifecycle }: CommandContext,
): Promise<JobQueue<RebuildAsked>> {
  const { REDIS_URL: redisUrl } = readSettings(queueSettings, environment);
  const { openJobQueue } = await import('../../platform/redis/open-job-queue.ts');
  const queue = rebuildQueue(namespace);
  return lifecycle.own(openJobQueue<RebuildAsked>({ redisUrl, queue, name: REBUILD_JOB }));
}
