import { createEventCodec } from '../avro/create-event-codec.ts';
import type { AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import type { EventCodec, Log } from '../core/ports.ts';
import { connectKafka } from '../kafka/connect-kafka.ts';
import { untilUp } from '../runtime/until-up.ts';
import { logWithArchive, type ArchiveSettings } from './open-archive.ts';
import type { Worker } from './run-worker.ts';

/** Settings of the connection to Kafka and the registry. */
export interface LogSettings extends ArchiveSettings {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_SESSION_TIMEOUT_MS: number;
  readonly SCHEMA_REGISTRY_URL: string;
}

/** Events of the log. */
export interface LogContent {
  readonly events: readonly AnyEvent[];
  /** Events that the worker writes and so registers; registering all would keep the registry busy when all start. */
  readonly written: readonly AnyEvent[];
  readonly upcasters: readonly Upcaster[];
}

/** The log and the wire format of what stands in it. */
export interface OpenLog {
  readonly log: Log;
  readonly codec: EventCodec;
}

/** Connects a worker to Kafka and the registry, however long they take to come up. */
export async function openWorkerLog(
  { name, settings, logger, lifecycle, signal }: Omit<Worker<LogSettings>, 'metrics' | 'fail'>,
  content: LogContent,
): Promise<OpenLog> {
  const connect = async (): Promise<Log> => {
    const log = await connectKafka({
      brokers: settings.KAFKA_BROKERS,
      clientId: `tacho-${name}`,
      sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
      logger,
    });
    return logWithArchive(log, settings, logger);
  };
  const register = (): Promise<EventCodec> =>
    createEventCodec({ registryUrl: settings.SCHEMA_REGISTRY_URL, ...content });
  const log = lifecycle.own(await untilUp({ what: 'Kafka', connect, logger, signal }));
  return { log, codec: await untilUp({ what: 'the schema registry', connect: register, logger, signal }) };
}
