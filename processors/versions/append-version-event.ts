import type { BodyOf, DefinedEvent } from '../../platform/core/define-event.ts';
import type { Fields } from '../../platform/core/fields.ts';
import type { EventCodec, LogAppender } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { nameBasedUuid } from '../../platform/runtime/name-based-uuid.ts';

/** What writes to the log of versions. */
export interface VersionWriter {
  readonly names: Pick<Names, 'namespace' | 'topic'>;
  readonly codec: Pick<EventCodec, 'encode'>;
  readonly append: LogAppender['append'];
  /** The time, UTC milliseconds. */
  readonly now: () => number;
}

/** Says something of a version; resolves when the log has it. */
export async function appendVersionEvent<Name extends string, F extends Fields>(
  event: DefinedEvent<Name, F>,
  body: BodyOf<DefinedEvent<Name, F>> & { readonly processor: string; readonly processorVersion: number },
  { names, codec, append, now }: VersionWriter,
): Promise<void> {
  const receivedAt = now();
  const { processor, processorVersion } = body;
  const eventId = nameBasedUuid(JSON.stringify([event.name, processor, processorVersion, receivedAt]));
  await append([
    {
      topic: names.topic(event.topic),
      key: processor,
      value: codec.encode(event.name, { eventId, receivedAt, ...body }),
      headers: {
        ce_specversion: '1.0',
        ce_id: eventId,
        ce_type: `tacho.${event.name}.v${event.version}`,
        ce_source: `/${names.namespace}/versions`,
        ce_time: new Date(receivedAt).toISOString(),
        correlationid: eventId,
        causationid: eventId,
      },
    },
  ]);
}
