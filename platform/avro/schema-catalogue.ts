import type { Type } from 'avsc';
import { avroSchemaOf, type AnyEvent } from '../core/define-event.ts';
import { messageOf } from '../core/errors.ts';
import type { AvroSchema } from '../core/fields.ts';
import { UndecodableError, type DecodedEvent } from '../core/ports.ts';
import { compileSchema } from './compile-schema.ts';

type Resolver = ReturnType<Type['createResolver']>;

/** How to read what one schema wrote. */
export interface Writer {
  readonly name: string;
  readonly schemaId: number;
  readonly schema: object;
  /** Our newest type of that event, or the writer's own where this build does not declare the event. */
  readonly reader: Type;
  readonly resolver: Resolver | undefined;
}

/** The declared events, compiled. */
export interface Catalogue {
  readonly typeOf: (name: string) => Type;
  /** How to read values of a schema; throws `UndecodableError` where they cannot be an event of this system. */
  readonly writer: (schemaId: number, schema: AvroSchema) => Writer;
}

/** Compiles each event's schema once. */
export function catalogueOf(events: readonly AnyEvent[]): Catalogue {
  const types = new Map(events.map((event) => [event.name, compileSchema(avroSchemaOf(event))]));
  return {
    typeOf(name) {
      const type = types.get(name);
      if (type === undefined) throw new TypeError(`there is no event ${name}`);
      return type;
    },
    writer: (schemaId, schema) => {
      try {
        return writerOf(types, schemaId, schema);
      } catch (error) {
        throw new UndecodableError(`schema ${schemaId} cannot be read: ${messageOf(error)}`, {
          cause: error,
        });
      }
    },
  };
}

function writerOf(types: ReadonlyMap<string, Type>, schemaId: number, schema: AvroSchema): Writer {
  const written = compileSchema(schema);
  const name = eventNameOf(written);
  const reader = types.get(name);
  const common = { name, schemaId, schema: schema as object };
  if (reader === undefined) return { ...common, reader: written, resolver: undefined };
  const isSame = JSON.stringify(reader) === JSON.stringify(written);
  return { ...common, reader, resolver: isSame ? undefined : reader.createResolver(written) };
}

/** An event of this system is a record of our namespace that begins with the envelope. */
function eventNameOf(written: Type): string {
  const name = /^tacho\.(\w+)$/.exec(written.name ?? '')?.[1];
  if (name === undefined || !isRecord(written))
    throw new TypeError('it is not a record of the namespace tacho');
  const [first, second] = written.fields;
  if (first?.name !== 'eventId' || second?.name !== 'receivedAt')
    throw new TypeError('it does not begin with eventId and receivedAt');
  return name;
}

const isRecord = (type: Type): type is Type & { readonly fields: readonly { readonly name: string }[] } =>
  type.typeName === 'record';

/** Reads a whole body; throws `UndecodableError` where it is damaged. */
export function readBody(writer: Writer, value: Buffer, start: number): DecodedEvent {
  const { value: data, offset } = decodeAt(writer, value, start);
  if (offset < 0) throw new UndecodableError(`the body of a ${writer.name} ends too early`);
  if (offset < value.length)
    throw new UndecodableError(`${value.length - offset} bytes follow the body of a ${writer.name}`);
  return { name: writer.name, data };
}

function decodeAt(
  { name, reader, resolver }: Writer,
  value: Buffer,
  start: number,
): { readonly value: DecodedEvent['data']; readonly offset: number } {
  try {
    return reader.decode(value, start, resolver);
  } catch (error) {
    throw new UndecodableError(`the body of a ${name} is damaged: ${messageOf(error)}`, { cause: error });
  }
}
