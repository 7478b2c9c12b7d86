import type { EventVersion } from '../core/define-event.ts';
import type { EventCodec, LogAppender } from '../core/ports.ts';
import type { Names } from '../core/topic-names.ts';
import { nameBasedUuid } from './name-based-uuid.ts';

/** What says of a system what its operators, or its workers, have done. */
export interface FactWriter {
  readonly names: Pick<Names, 'namespace' | 'topicName'>;
  readonly codec: Pick<EventCodec, 'encode'>;
  readonly append: LogAppender['append'];
  /** The time, UTC milliseconds. */
  readonly now: () => number;
}

/** A fact: the event, what it says, what it speaks of, and who says it. */
export interface Fact {
  readonly event: Pick<EventVersion, 'name' | 'version'> & { readonly topic: string };
  readonly body: object;
  readonly key: string;
  /** With the name of the event and the time, what makes it another fact than every other. */
  readonly identity: readonly (string | number)[];
  /** The last part of the CloudEvents source: `versions`. */
  readonly source: string;
}

/** Says something that no record of the log has caused; resolves when the log has it. */
export async function appendFact(
  { event, body, key, identity, source }: Fact,
  { names, codec, append, now }: FactWriter,
): Promise<void> {
  const receivedAt = now();
  const eventId = nameBasedUuid(JSON.stringify([event.name, ...identity, receivedAt]));
  await append([
    {
      topic: names.topicName(event.topic),
      key,
      value: codec.encode(event.name, { eventId, receivedAt, ...body }),
      headers: {
        ce_specversion: '1.0',
        ce_id: eventId,
        ce_type: `tacho.${event.name}.v${event.version}`,
        ce_source: `/${names.namespace}/${source}`,
        ce_time: new Date(receivedAt).toISOString(),
        correlationid: eventId,
        causationid: eventId,
      },
    },
  ]);
}
