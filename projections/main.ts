import { z } from 'zod';
import { clickhouseAccess } from '../platform/assembly/clickhouse-access.ts';
import { openHealth } from '../platform/assembly/open-health.ts';
import { openWorkerLog } from '../platform/assembly/open-worker-log.ts';
import { runWorker, type Worker } from '../platform/assembly/run-worker.ts';
import { spliceContainer } from '../platform/avro/splice-container.ts';
import { isWholeBody } from '../platform/avro/whole-body.ts';
import { connectTables } from '../platform/clickhouse/connect-tables.ts';
import type { AnyEvent } from '../platform/core/define-event.ts';
import type { Projection } from '../platform/core/define-projection.ts';
import { TachoError } from '../platform/core/errors.ts';
import type { JobProgress } from '../platform/core/jobs.ts';
import type { Logger } from '../platform/core/logger.ts';
import type { NewRecord } from '../platform/core/ports.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { startJobWorker } from '../platform/redis/start-job-worker.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import type { Course } from '../platform/runtime/projection/course.ts';
import { createTableContact } from '../platform/runtime/projection/table-contact.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import { runProjection } from '../platform/runtime/run-projection.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import { healthSettings, logSettings, queueSettings, tableSettings } from '../platform/settings/settings.ts';
import { ProjectionVersionPromoted } from '../schemas/events/projection-version-promoted.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { events, singlePartitionTopics, upcasters } from '../schemas/index.ts';
import { nextProjections, projections } from './index.ts';
import { keepLives } from './lives/keep-lives.ts';
import { createLifeDirectory } from './lives/life-directory.ts';
import { lifeId } from './lives/life.ts';
import { rebuildQueue, type RebuildAsked } from './lives/rebuild-job.ts';
import { rebuildProjection, type Rebuilder } from './lives/rebuild-projection.ts';
import { runDerivations } from './run-derivations.ts';

const MEASURE_LAG_EVERY_MS = 5000;
const LOOK_FOR_LIVES_EVERY_MS = 1000;

const projectionsSettings = logSettings
  .extend(tableSettings.shape)
  .extend(healthSettings.shape)
  .extend({ ...queueSettings.shape, REDIS_URL: queueSettings.shape.REDIS_URL.optional() })
  .extend({ PROJECTIONS: z.string().optional() });
type Settings = z.infer<typeof projectionsSettings>;

runWorker({ name: 'projections', settings: projectionsSettings, start, environment: process.env });

async function start(worker: Worker<Settings>): Promise<string> {
  const { settings, logger, metrics, lifecycle, signal } = worker;
  const chosen = choose(settings.PROJECTIONS);
  const names = namesIn(settings.TACHO_NAMESPACE);
  const checks = new Map<string, () => Readonly<Record<string, string>>>([
    ['lives', () => Object.fromEntries(chosen.map((name) => [name, 'not started']))],
  ]);
  const progress = new Map<string, JobProgress>();
  const health = await openHealth(worker, {
    checks: () =>
      Object.assign({}, ...Array.from(checks.values(), (check) => check())) as Record<string, string>,
    views: { '/jobs': () => ({ jobs: Object.fromEntries(progress) }) },
  });
  const connection = clickhouseAccess(settings);
  const tables = lifecycle.own(connectTables({ ...connection, container: spliceContainer }));
  await untilUp({ what: 'ClickHouse', connect: () => tables.prepare([]), logger, signal });
  const { log, codec } = await openWorkerLog(worker, {
    events,
    written: events.filter((event) => event.topic === ProjectionVersionPromoted.topic || isSpliced(event)),
    upcasters,
  });
  const topics = topicsOf({
    names,
    partitions: settings.TACHO_PARTITIONS,
    events,
    singlePartition: singlePartitionTopics,
    sets: [],
    projections,
  });
  await untilUp({ what: 'the topics', connect: () => log.admin.ensureTopics(topics), logger, signal });
  const appender = lifecycle.own(await log.appender());
  const directory = createLifeDirectory({
    topic: names.topicName(ProjectionVersionPromoted.topic),
    readPartition: log.readPartition,
    codec,
  });
  const append = (records: readonly NewRecord[]) => appender.append(records);
  const writer = { names, codec, append, now: Date.now };
  const shared = {
    ...{ names, tick: TimePassed, log, appender, codec, tables, isWholeBody, logger, metrics },
    contact: createTableContact(),
  };
  const keeper = {
    ...{ directory, tables, names, writer, admin: log.admin, everyMs: LOOK_FOR_LIVES_EVERY_MS },
    isChosen: (name: string) => chosen.includes(name),
    run: (projection: Projection, source: string, course: Course) =>
      runProjection({ ...shared, projection, source, course }),
    // A failed projection leaves the others running and /health failing; a worker whose last one failed has to end.
    onAllFailed: worker.fail,
  };
  const lives = lifecycle.own(
    await untilUp({ what: 'the log of lives', connect: () => keepLives(keeper), logger, signal }),
  );
  checks.set('lives', () => lives.health());
  doJobs(settings, {
    progress,
    names,
    directory,
    tables,
    admin: log.admin,
    writer,
    logger,
    lifecycle,
    checks,
  });
  lifecycle.own(
    runDerivations({
      projections: chosen,
      connection,
      ...{ redisUrl: settings.REDIS_URL, lockMs: settings.JOB_LOCK_MS, namespace: names.namespace, logger },
    }),
  );
  lifecycle.own(
    repeatEvery({
      everyMs: MEASURE_LAG_EVERY_MS,
      work: () => lives.measureLag(),
      onError: (error) => logger.debug('the lag cannot be measured', { err: error }),
    }),
  );
  return `projections run: ${chosen.join(', ')}; health on port ${health.port}`;
}

/** All projections, or those that the settings name. */
function choose(named: string | undefined): readonly string[] {
  const known = [...new Set([...projections, ...nextProjections].map(({ name }) => name))];
  if (named === undefined || named === '') return known;
  return named.split(',').map((name) => {
    if (!known.includes(name.trim()))
      throw new TachoError('configuration-invalid', `PROJECTIONS: there is no projection ${name.trim()}`);
    return name.trim();
  });
}

/** Records of older versions are spliced as the newest one, so the registry has to know that. */
const isSpliced = (event: AnyEvent): boolean =>
  [...projections, ...nextProjections].some(({ kind, of }) => kind === 'splice' && of.includes(event));

interface JobSetting extends Omit<Rebuilder, 'everyMs'> {
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly checks: Map<string, () => Readonly<Record<string, string>>>;
  /** Progress of the rebuilds that this worker follows, by name. */
  readonly progress: Map<string, JobProgress>;
}

/** Follows rebuilds, where there is a job queue; a worker without one runs projections all the same. */
function doJobs(
  { REDIS_URL: redisUrl, JOB_LOCK_MS: lockMs }: Settings,
  { logger, lifecycle, checks, progress, ...rebuilder }: JobSetting,
): void {
  if (redisUrl === undefined) return;
  const jobs = lifecycle.own(
    startJobWorker<RebuildAsked>({
      redisUrl,
      lockMs,
      queue: rebuildQueue(rebuilder.names.namespace),
      handler: (asked, onProgress, stop) => {
        const tell = (said: JobProgress): Promise<void> => {
          progress.set(lifeId(asked), said);
          return onProgress(said);
        };
        return rebuildProjection(asked, { ...rebuilder, everyMs: LOOK_FOR_LIVES_EVERY_MS }, tell, stop);
      },
      logger,
    }),
  );
  checks.set('jobs', () => ({ jobs: jobs.health() }));
}
