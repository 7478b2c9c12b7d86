import { createEventCodec } from '../avro/create-event-codec.ts';
import type { AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import type { Logger } from '../core/logger.ts';
import type { EventCodec, Log } from '../core/ports.ts';
import { connectKafka } from '../kafka/connect-kafka.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import { untilUp } from '../runtime/until-up.ts';
import { logWithArchive, type ArchiveSettings } from './open-archive.ts';

/** Where the log is, as the settings say it. */
export interface LogSettings extends ArchiveSettings {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_SESSION_TIMEOUT_MS: number;
  readonly SCHEMA_REGISTRY_URL: string;
}

/** A deployable that wants the log. */
export interface LogUser {
  /** How it names itself to the broker: `tacho-ingest`. */
  readonly clientId: string;
  readonly events: readonly AnyEvent[];
  /** Those that it writes: registering what others write would only keep the registry busy when all start. */
  readonly written: readonly AnyEvent[];
  readonly upcasters: readonly Upcaster[];
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly signal: AbortSignal;
}

/** The log and the wire format of what stands in it. */
export interface OpenLog {
  readonly log: Log;
  readonly codec: EventCodec;
}

/** Connects a deployable to Kafka and the registry, however long they take to come up. */
export async function openLog(settings: LogSettings, user: LogUser): Promise<OpenLog> {
  const { clientId, events, written, upcasters, logger, lifecycle, signal } = user;
  const connect = async (): Promise<Log> => {
    const log = await connectKafka({
      brokers: settings.KAFKA_BROKERS,
      clientId,
      sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
      logger,
    });
    return logWithArchive(log, settings, logger);
  };
  const register = (): Promise<EventCodec> =>
    createEventCodec({ registryUrl: settings.SCHEMA_REGISTRY_URL, events, written, upcasters });
  const log = lifecycle.own(await untilUp({ what: 'Kafka', connect, logger, signal }));
  return { log, codec: await untilUp({ what: 'the schema registry', connect: register, logger, signal }) };
}
