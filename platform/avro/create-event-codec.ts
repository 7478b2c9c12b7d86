import { avroSchemaOf, type AnyEvent } from '../core/define-event.ts';
import type { EventCodec } from '../core/ports.ts';
import { eventCodec } from './event-codec.ts';
import { openRegistry } from './open-registry.ts';

/**
 * Registers every event's schema under the subject of its full name (RecordNameStrategy), to stay backward
 * compatible, and resolves with the codec. Rejects with `schema-incompatible`, which names the subject, or with
 * `registry-unavailable`, after which the caller may try again. `learn` rejects with the latter too.
 */
export async function createEventCodec({
  registryUrl,
  events,
  now = () => performance.now(),
}: {
  readonly registryUrl: string;
  readonly events: readonly AnyEvent[];
  /** A clock that only goes forward, milliseconds. */
  readonly now?: () => number;
}): Promise<EventCodec> {
  const registry = openRegistry(registryUrl);
  const ids = new Map<string, number>();
  for (const event of events)
    ids.set(event.name, await registry.register(`tacho.${event.name}`, avroSchemaOf(event)));
  return eventCodec({ events, ids, findSchema: registry.find, now });
}
