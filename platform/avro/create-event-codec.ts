import { avroSchemaOf, fullNameOf, type AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import type { EventCodec } from '../core/ports.ts';
import { eventCodec } from './event-codec.ts';
import { openRegistry } from './open-registry.ts';

/**
 * Registers the newest schema of every event that is written, under the subject of its full name (RecordNameStrategy), to
 * stay backward compatible, and resolves with the codec; it reads all events, and can encode those only. Rejects with `schema-incompatible`, which names the subject, or with
 * `registry-unavailable`, after which the caller may try again. `learn` rejects with the latter too.
 */
export async function createEventCodec({
  registryUrl,
  events,
  written = events,
  upcasters = [],
  now = () => performance.now(),
}: {
  readonly registryUrl: string;
  readonly events: readonly AnyEvent[];
  /** Those of them that are encoded; all unless said. */
  readonly written?: readonly AnyEvent[];
  /** Of their older versions; without them, an event that has had one is refused with a TypeError. */
  readonly upcasters?: readonly Upcaster[];
  /** A clock that only goes forward, milliseconds. */
  readonly now?: () => number;
}): Promise<EventCodec> {
  const registry = openRegistry(registryUrl);
  const ids = new Map<string, number>();
  for (const event of written)
    ids.set(event.name, await registry.register(fullNameOf(event), avroSchemaOf(event)));
  return eventCodec({ events, upcasters, ids, findSchema: registry.find, now });
}
