import { createEventCodec } from '../platform/avro/create-event-codec.ts';
import { connectQueries } from '../platform/clickhouse/connect-queries.ts';
import type { EventCodec, Log } from '../platform/core/ports.ts';
import type { QueryPort } from '../platform/core/query-port.ts';
import { namesIn, type Names } from '../platform/core/topic-names.ts';
import { silentLogger } from '../platform/core/logger.ts';
import { connectKafka } from '../platform/kafka/connect-kafka.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import { readSettings, type Environment } from '../platform/settings/read-settings.ts';
import { logSettings, tableSettings } from '../platform/settings/settings.ts';
import { events } from '../schemas/index.ts';

/** The log as a command sees it. */
export interface LogConnection {
  readonly log: Log;
  readonly codec: EventCodec;
  readonly names: Names;
}

/** Connects a command to the log and the registry, for as long as its lifecycle. */
export async function openLog(environment: Environment, lifecycle: Lifecycle): Promise<LogConnection> {
  const settings = readSettings(logSettings, environment);
  const log = lifecycle.own(
    await connectKafka({
      brokers: settings.KAFKA_BROKERS,
      clientId: 'tacho-cli',
      sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
      logger: silentLogger,
    }),
  );
  const codec = await createEventCodec({ registryUrl: settings.SCHEMA_REGISTRY_URL, events });
  return { log, codec, names: namesIn(settings.TACHO_NAMESPACE) };
}

/** Connects a command to the read models, for as long as its lifecycle. */
export function openQueries(environment: Environment, lifecycle: Lifecycle): QueryPort {
  const settings = readSettings(
    tableSettings.extend(logSettings.pick({ TACHO_NAMESPACE: true }).shape),
    environment,
  );
  return lifecycle.own(
    connectQueries({
      url: settings.CLICKHOUSE_URL,
      username: settings.CLICKHOUSE_USER,
      password: settings.CLICKHOUSE_PASSWORD,
      database: settings.TACHO_NAMESPACE,
    }),
  );
}
