import { z } from 'zod';
import { openLog } from '../platform/assembly/open-log.ts';
import { spliceContainer } from '../platform/avro/splice-container.ts';
import { isWholeBody } from '../platform/avro/whole-body.ts';
import { connectTables } from '../platform/clickhouse/connect-tables.ts';
import type { Projection } from '../platform/core/define-projection.ts';
import { TachoError } from '../platform/core/errors.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { createLogger } from '../platform/observability/create-logger.ts';
import { createMetrics } from '../platform/observability/create-metrics.ts';
import { startHealthServer } from '../platform/observability/start-health-server.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import { runProjection, type RunningProjection } from '../platform/runtime/run-projection.ts';
import { runWorker } from '../platform/runtime/run-worker.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import { readSettings } from '../platform/settings/read-settings.ts';
import { healthSettings, logSettings, queueSettings, tableSettings } from '../platform/settings/settings.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { events, singlePartitionTopics, upcasters } from '../schemas/index.ts';
import { projections } from './index.ts';
import { runDerivations } from './run-derivations.ts';

const MEASURE_LAG_EVERY_MS = 5000;

const projectionsSettings = logSettings
  .extend(tableSettings.shape)
  .extend(healthSettings.shape)
  .extend(queueSettings.partial().shape)
  .extend({ PROJECTIONS: z.string().optional() });
type Settings = ReturnType<typeof readSettings<typeof projectionsSettings>>;

runWorker({ name: 'projections', start, environment: process.env });

async function start(
  lifecycle: Lifecycle,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<string> {
  const settings = readSettings(projectionsSettings, process.env);
  const chosen = choose(settings.PROJECTIONS);
  const logger = createLogger({ name: 'projections', level: settings.LOG_LEVEL });
  const metrics = createMetrics();
  const names = namesIn(settings.TACHO_NAMESPACE);
  const running = new Map<string, RunningProjection>();
  const { HEALTH_HOST: host, HEALTH_PORT: port } = settings;
  const checks = () => healthOfAll(chosen, running);
  const health = lifecycle.own(await startHealthServer({ host, port, checks, metrics }));

  const tables = lifecycle.own(connectTables(tablesOf(settings)));
  await untilUp({ what: 'ClickHouse', connect: () => tables.prepare(chosen), logger, signal });
  const { log, codec } = await openLog(settings, {
    clientId: 'tacho-projections',
    events,
    // What an older version wrote is spliced as the newest.
    written: chosen.flatMap((projection) => (projection.kind === 'splice' ? projection.of : [])),
    upcasters,
    logger,
    lifecycle,
    signal,
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
  const shared = { names, tick: TimePassed, log, appender, codec, tables, isWholeBody, logger, metrics };
  for (const projection of chosen)
    running.set(projection.name, lifecycle.own(runProjection({ ...shared, projection })));
  lifecycle.own(
    runDerivations({
      projections: chosen.map(({ name }) => name),
      connection: tablesOf(settings),
      ...{ redisUrl: settings.REDIS_URL, namespace: names.namespace, logger },
    }),
  );
  void failWhenNoneIsLeft([...running.values()], fail);
  lifecycle.own(
    repeatEvery({
      everyMs: MEASURE_LAG_EVERY_MS,
      work: async () => {
        for (const each of running.values()) await each.measureLag();
      },
      onError: (error) => logger.debug('the lag cannot be measured', { err: error }),
    }),
  );
  return `projections run: ${chosen.map(({ name }) => name).join(', ')}; health on port ${health.port}`;
}

/** All of them, or those that are named. */
function choose(named: string | undefined): readonly Projection[] {
  if (named === undefined || named === '') return projections;
  return named.split(',').map((name) => {
    const found = projections.find((projection) => projection.name === name.trim());
    if (found === undefined)
      throw new TachoError('configuration-invalid', `PROJECTIONS: there is no projection ${name.trim()}`);
    return found;
  });
}

const healthOfAll = (
  chosen: readonly Projection[],
  running: ReadonlyMap<string, RunningProjection>,
): Record<string, string> =>
  Object.fromEntries(chosen.map(({ name }) => [name, running.get(name)?.health() ?? 'not started']));

const tablesOf = (settings: Settings) => ({
  url: settings.CLICKHOUSE_URL,
  username: settings.CLICKHOUSE_USER,
  password: settings.CLICKHOUSE_PASSWORD,
  database: settings.TACHO_NAMESPACE,
  cluster: settings.CLICKHOUSE_CLUSTER,
  container: spliceContainer,
});

/** One that has stopped leaves the others running, and the health failing; a worker without any has to say so. */
async function failWhenNoneIsLeft(
  running: readonly RunningProjection[],
  fail: (error: unknown) => void,
): Promise<void> {
  const errors = await Promise.all(running.map(({ ended }) => ended));
  const error = errors.find((each) => each !== null);
  if (error !== undefined) fail(error);
}
