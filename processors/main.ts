import { createEventCodec } from '../platform/avro/create-event-codec.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { connectKafka } from '../platform/kafka/connect-kafka.ts';
import { createLogger } from '../platform/observability/create-logger.ts';
import { createMetrics } from '../platform/observability/create-metrics.ts';
import { startHealthServer } from '../platform/observability/start-health-server.ts';
import { startTicker } from '../platform/redis/start-ticker.ts';
import { createLifecycle } from '../platform/runtime/lifecycle.ts';
import { persist } from '../platform/runtime/persist.ts';
import { runSet } from '../platform/runtime/run-set.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { readSettings } from '../platform/settings/read-settings.ts';
import { healthSettings, logSettings, queueSettings } from '../platform/settings/settings.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { events, singlePartitionTopics } from '../schemas/index.ts';
import { appendTicks } from './append-ticks.ts';
import { processorSets } from './index.ts';

const TICK_EVERY_MS = 1000;

const settings = readSettings(
  logSettings.extend(queueSettings.shape).extend(healthSettings.shape),
  process.env,
);
const logger = createLogger({ name: 'processors', level: settings.LOG_LEVEL });
const lifecycle = createLifecycle();
const names = namesIn(settings.TACHO_NAMESPACE);
const partitions = settings.TACHO_PARTITIONS;

const log = lifecycle.own(
  await persist('connecting to Kafka', logger, () =>
    connectKafka({
      brokers: settings.KAFKA_BROKERS,
      clientId: 'tacho-processors',
      sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
      logger,
    }),
  ),
);
const codec = await persist('registering schemas', logger, () =>
  createEventCodec({ registryUrl: settings.SCHEMA_REGISTRY_URL, events }),
);
await persist('making topics', logger, () =>
  log.admin.ensureTopics(
    topicsOf({
      names,
      partitions,
      events,
      singlePartition: singlePartitionTopics,
      sets: processorSets,
      projections: [],
    }),
  ),
);
const appender = lifecycle.own(await log.appender());
const running = processorSets.map((set) => ({
  set,
  run: lifecycle.own(runSet({ set, names, partitions, tick: TimePassed, log, codec, logger })),
}));
const ticker = lifecycle.own(
  startTicker({
    redisUrl: settings.REDIS_URL,
    queue: `${names.namespace}-ticks`,
    everyMs: TICK_EVERY_MS,
    onSlot: (slotAt) => appendTicks(slotAt, { appender, names, partitions, codec }),
    logger,
  }),
);
const health = lifecycle.own(
  await startHealthServer({
    host: settings.HEALTH_HOST,
    port: settings.HEALTH_PORT,
    checks: () => ({
      ...Object.fromEntries(running.map(({ set, run }) => [set.name, run.health()])),
      ticker: ticker.health(),
    }),
    metrics: createMetrics(),
  }),
);
logger.info('processors run', { sets: processorSets.map(({ name }) => name), healthPort: health.port });

const stop = (): void => {
  void lifecycle.close().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.error('not everything could be closed', { err: error });
      process.exit(1);
    },
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
