import type { Type } from 'avsc';
import { avroSchemaOf, ENVELOPE, type AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import { recordSchema, type AvroSchema } from '../core/fields.ts';
import {
  UndecodableError,
  type DecodedEvent,
  type EnvelopeData,
  type EventCodec,
  type WrittenBy,
} from '../core/ports.ts';
import { compileAvroSchema } from './compile-avro-schema.ts';
import { encodeEvent } from './encode-event.ts';
import { schemaCatalogueOf, readBody, type Writer } from './schema-catalogue.ts';
import { HEADER_BYTES, schemaIdOf } from './wire-format.ts';

/** Time for which an id unknown to the registry is not asked for again. */
const UNKNOWN_FOR_MS = 60_000;

/** Events, schemas and clock of a codec. */
export interface CodecParts {
  readonly events: readonly AnyEvent[];
  /** Of each older version of these events; those of other events are not looked at. */
  readonly upcasters: readonly Upcaster[];
  /** The schema id of the newest version, by the event's name, of each event that is encoded. */
  readonly ids: ReadonlyMap<string, number>;
  /** The schema of an id, or null where there is none; rejects where nobody can say now. */
  readonly findSchema: (schemaId: number) => Promise<AvroSchema | null>;
  /** A clock that only goes forward, milliseconds. */
  readonly now: () => number;
}

/** Writers of an event: of the whole value, or of the body behind the envelope. */
interface Encoder {
  readonly id: number;
  readonly whole: Type;
  readonly body: Type;
}

const ENVELOPE_TYPE = compileAvroSchema(recordSchema('Envelope', ENVELOPE));

function bodyType(event: AnyEvent): Type {
  const fields = Object.entries(event.fields).filter(([field]) => !(field in ENVELOPE));
  return compileAvroSchema(recordSchema(event.name, Object.fromEntries(fields)));
}

type Known = Writer | { readonly undecodable: string; readonly until: number };

/** Makes a codec over a source of schemas; throws a TypeError where a version of an event has no upcaster. */
export function eventCodec(parts: CodecParts): EventCodec {
  const catalogue = schemaCatalogueOf(parts.events, parts.upcasters);
  const encoders = new Map<string, Encoder>();
  const known = new Map<number, Known>();
  for (const event of parts.events) {
    const id = parts.ids.get(event.name);
    if (id === undefined) continue;
    encoders.set(event.name, { id, whole: catalogue.typeOf(event.name), body: bodyType(event) });
    known.set(id, catalogue.writer(id, avroSchemaOf(event)));
  }
  return {
    encode,
    encodeBody,
    learn,
    decode,
    identify,
    writerSchema: (schemaId) => writerOf(known, schemaId).schema,
  };

  function encode(name: string, data: object): Buffer {
    const { id, whole } = encoderOf(name);
    return encodeEvent(id, { type: whole, data });
  }

  function encodeBody(name: string, envelope: EnvelopeData, data: object): Buffer {
    const { id, body } = encoderOf(name);
    return encodeEvent(id, { type: ENVELOPE_TYPE, data: envelope }, { type: body, data });
  }

  function encoderOf(name: string): Encoder {
    const encoder = encoders.get(name);
    if (encoder === undefined) throw new TypeError(`there is no event ${name} to be written`);
    return encoder;
  }

  async function learn(values: readonly (Buffer | null)[]): Promise<void> {
    const unknown = unknownIds(values, (id) => isKnown(known.get(id), parts.now()));
    await Promise.all([...unknown].map(learnId));
  }

  async function learnId(id: number): Promise<void> {
    const schema = await parts.findSchema(id);
    known.set(id, schema === null ? unknownSchema(id) : readable(id, schema));
  }

  function readable(id: number, schema: AvroSchema): Known {
    try {
      return catalogue.writer(id, schema);
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      return { undecodable: error.message, until: Infinity };
    }
  }

  function unknownSchema(id: number): Known {
    return { undecodable: `the registry has no schema ${id}`, until: parts.now() + UNKNOWN_FOR_MS };
  }

  function decode(value: Buffer | null): DecodedEvent {
    if (value === null) throw new UndecodableError('there is no value');
    return readBody(writerOf(known, schemaIdOf(value)), value, HEADER_BYTES);
  }

  function identify(value: Buffer): WrittenBy {
    return writerOf(known, schemaIdOf(value));
  }
}

function writerOf(known: ReadonlyMap<number, Known>, schemaId: number): Writer {
  const found = known.get(schemaId);
  if (found === undefined) throw new UndecodableError(`schema ${schemaId} was not learned`);
  if ('undecodable' in found) throw new UndecodableError(found.undecodable);
  return found;
}

const isKnown = (found: Known | undefined, now: number): boolean =>
  found !== undefined && (!('undecodable' in found) || now < found.until);

/** The ids named by values that are in the wire format; the others are for `decode` to refuse. */
function unknownIds(values: readonly (Buffer | null)[], isKnownId: (id: number) => boolean): Set<number> {
  const unknown = new Set<number>();
  let last = -1;
  for (const value of values) {
    if (value === null || value.length < HEADER_BYTES || value[0] !== 0) continue;
    const id = value.readUInt32BE(1);
    if (id === last) continue;
    last = id;
    if (!isKnownId(id)) unknown.add(id);
  }
  return unknown;
}
