import { clickhouseAccess } from '../platform/assembly/clickhouse-access.ts';
import { logWithArchive } from '../platform/assembly/open-archive.ts';
import type { TableBackups } from '../platform/clickhouse/backup-tables.ts';
import type { TableInspection } from '../platform/clickhouse/connect-inspection.ts';
import type { AnyEvent } from '../platform/core/define-event.ts';
import type { ProcessorSet } from '../platform/core/define-set.ts';
import { TachoError } from '../platform/core/errors.ts';
import type { EventCodec, Log } from '../platform/core/ports.ts';
import type { QueryPort } from '../platform/core/query-port.ts';
import type { TablePort } from '../platform/core/table-port.ts';
import { namesIn, type Names } from '../platform/core/topic-names.ts';
import { silentLogger } from '../platform/core/logger.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import { readSettings, type Environment } from '../platform/settings/read-settings.ts';
import { logSettings, rulesSettings, tableSettings } from '../platform/settings/settings.ts';
import { readProcessorSets } from '../processors/read-processor-sets.ts';
import { events, upcasters } from '../schemas/index.ts';

/*
 * An adapter, with the client that it is for, is loaded where its connection is opened: most commands open one or two.
 */

/** A log, and what things are called in it. */
export interface NamedLog {
  readonly log: Log;
  readonly names: Names;
}

/** The log as a command sees it that decodes nothing, and the sets that fold it. */
export interface BareLog extends NamedLog {
  readonly sets: readonly ProcessorSet[];
}

/** The log as a command sees it. */
export interface LogConnection extends BareLog {
  readonly codec: EventCodec;
}

/**
 * Connects a command to the log and the registry, for as long as its lifecycle. What it writes can be encoded, all
 * events unless said: each that need not be registered saves the registry two requests.
 */
export async function openLog(
  environment: Environment,
  lifecycle: Lifecycle,
  written: readonly AnyEvent[] = events,
): Promise<LogConnection> {
  const bare = await openBareLog(environment, lifecycle);
  return { ...bare, codec: await openCodec(environment, written) };
}

/** The wire format, for a command that writes some of the events: those are registered, where they are not yet. */
export async function openCodec(environment: Environment, written: readonly AnyEvent[]): Promise<EventCodec> {
  const { SCHEMA_REGISTRY_URL: registryUrl } = readSettings(logSettings, environment);
  const { createEventCodec } = await import('../platform/avro/create-event-codec.ts');
  return createEventCodec({ registryUrl, events, written, upcasters });
}

/** Connects a command to the log alone, for as long as its lifecycle; throws where no broker answers. */
export async function openBareLog(environment: Environment, lifecycle: Lifecycle): Promise<BareLog> {
  const settings = readSettings(logSettings.extend(rulesSettings.shape), environment);
  const sets = await readProcessorSets(settings.TACHO_RULES);
  const brokers = settings.KAFKA_BROKERS;
  const { connectKafka } = await import('../platform/kafka/connect-kafka.ts');
  const connecting = connectKafka({
    brokers,
    clientId: 'tacho-cli',
    sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
    logger: silentLogger,
  });
  const log = await connecting.catch((error: unknown) => {
    throw new TachoError(
      'server-missing',
      `Kafka does not answer on ${brokers}; is "tacho up" running?`,
      error,
    );
  });
  lifecycle.own(log);
  return {
    log: await logWithArchive(log, settings, silentLogger),
    names: namesIn(settings.TACHO_NAMESPACE),
    sets,
  };
}

/** The same for a command that can do without: null where no broker answers. */
export async function openLogIfThere(
  environment: Environment,
  lifecycle: Lifecycle,
): Promise<BareLog | null> {
  try {
    return await openBareLog(environment, lifecycle);
  } catch (error) {
    if (error instanceof TachoError && error.code === 'server-missing') return null;
    throw error;
  }
}

/** Connects a command to the read models, for as long as its lifecycle. */
export async function openQueries(environment: Environment, lifecycle: Lifecycle): Promise<QueryPort> {
  const { connectQueries } = await import('../platform/clickhouse/connect-queries.ts');
  return lifecycle.own(connectQueries(clickhouseIn(environment)));
}

/** Connects a command to the tables behind the read models, for as long as its lifecycle. */
export async function openTables(environment: Environment, lifecycle: Lifecycle): Promise<TablePort> {
  const { connectTables } = await import('../platform/clickhouse/connect-tables.ts');
  const { spliceContainer } = await import('../platform/avro/splice-container.ts');
  return lifecycle.own(connectTables({ ...clickhouseIn(environment), container: spliceContainer }));
}

/** Connects a command that looks at the tables and changes nothing, for as long as its lifecycle. */
export async function openInspection(
  environment: Environment,
  lifecycle: Lifecycle,
): Promise<TableInspection> {
  const { connectInspection } = await import('../platform/clickhouse/connect-inspection.ts');
  return lifecycle.own(connectInspection(clickhouseIn(environment)));
}

/** Connects a command to the backups of the tables, for as long as its lifecycle. */
export async function openBackups(environment: Environment, lifecycle: Lifecycle): Promise<TableBackups> {
  const { connectBackups } = await import('../platform/clickhouse/backup-tables.ts');
  return lifecycle.own(connectBackups(clickhouseIn(environment)));
}

const clickhouseIn = (environment: Environment) =>
  clickhouseAccess(
    readSettings(tableSettings.extend(logSettings.pick({ TACHO_NAMESPACE: true }).shape), environment),
  );
