import type { Type } from 'avsc';
import { avroSchemaOf, fullNameOf, type AnyEvent } from '../core/define-event.ts';
import { upcastersOf, type Upcaster } from '../core/define-upcaster.ts';
import { messageOf } from '../core/errors.ts';
import { UndecodableError, type DecodedEvent } from '../core/ports.ts';
import { compileAvroSchema } from './compile-avro-schema.ts';
import { encodeEvent } from './encode-event.ts';
import { HEADER_BYTES } from './wire-format.ts';

type EventData = DecodedEvent['data'];

/** Converts a value of an older version to the newest. */
export type Upcast = (data: EventData) => EventData;

/** Reads a version of an event: decodes it as itself, then upcasts it to the newest. */
export interface ReadableVersion {
  readonly type: Type;
  /** Nothing for the newest. */
  readonly upcast: Upcast | undefined;
}

/** Every version of these events by its Avro full name; throws a TypeError where one has no upcaster. */
export function readableVersions(
  events: readonly AnyEvent[],
  upcasters: readonly Upcaster[],
): ReadonlyMap<string, ReadableVersion> {
  const versions = new Map<string, ReadableVersion>();
  for (const event of events) {
    let next: ReadableVersion = { type: compileAvroSchema(avroSchemaOf(event)), upcast: undefined };
    versions.set(fullNameOf(event), next);
    for (const upcaster of [...upcastersOf(event, upcasters)].reverse()) {
      next = { type: compileAvroSchema(avroSchemaOf(upcaster)), upcast: upcastInto(next, upcaster) };
      versions.set(fullNameOf(upcaster), next);
    }
  }
  return versions;
}

function upcastInto({ type, upcast }: ReadableVersion, upcaster: Upcaster): Upcast {
  const step: Upcast = (data) => {
    try {
      // An upcaster must not change the envelope.
      const { eventId, receivedAt } = data;
      return fitted(type, { ...upcaster.upcast(data as never), eventId, receivedAt });
    } catch (error) {
      const what = `version ${upcaster.version} of ${upcaster.name}`;
      throw new UndecodableError(`${what} cannot be upcast: ${messageOf(error)}`, { cause: error });
    }
  };
  return upcast === undefined ? step : (data) => upcast(step(data));
}

/** The value as a reader would have it, had this version written it; throws a TypeError where it does not fit. */
const fitted = (type: Type, data: object): EventData =>
  type.decode(encodeEvent(0, { type, data }), HEADER_BYTES).value as EventData;
