import { avroSchemaOf, type AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import type { AvroSchema } from '../core/fields.ts';
import type { EventCodec } from '../core/ports.ts';
import { eventCodec } from './event-codec.ts';

/**
 * The codec without a registry: the first event has schema id 1, and the ids go on through `older`, schemas that
 * wrote some values once and have to be learned.
 */
export function createLocalCodec({
  events,
  upcasters = [],
  older = [],
}: {
  readonly events: readonly AnyEvent[];
  readonly upcasters?: readonly Upcaster[];
  readonly older?: readonly AvroSchema[];
}): EventCodec {
  const schemas = [...events.map(avroSchemaOf), ...older];
  return eventCodec({
    events,
    upcasters,
    ids: new Map(events.map((event, index) => [event.name, index + 1])),
    findSchema: (schemaId) => Promise.resolve(schemas[schemaId - 1] ?? null),
    now: () => 0,
  });
}
