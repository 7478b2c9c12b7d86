import type { Type } from 'avsc';
import { fullNameOf, type AnyEvent } from '../core/define-event.ts';
import type { Upcaster } from '../core/define-upcaster.ts';
import { messageOf, TachoError } from '../core/errors.ts';
import type { AvroSchema } from '../core/fields.ts';
import { UndecodableError, type DecodedEvent, type WrittenBy } from '../core/ports.ts';
import { compileAvroSchema } from './compile-avro-schema.ts';
import { readableVersions, type ReadableVersion, type Upcast } from './readable-versions.ts';

type Resolver = ReturnType<Type['createResolver']>;

/** Reader of the values of one schema. */
export interface Writer extends WrittenBy {
  readonly schema: object;
  /** Our type of that version, or the writer's own where this build does not declare it. */
  readonly reader: Type;
  readonly resolver: Resolver | undefined;
  readonly upcast: Upcast | undefined;
}

/** The declared events, compiled. */
export interface Catalogue {
  /** The newest type of an event. */
  readonly typeOf: (name: string) => Type;
  /** The reader of a schema's values; throws `UndecodableError` where they cannot be an event of this system. */
  readonly writer: (schemaId: number, schema: AvroSchema) => Writer;
}

/** Compiles the schema of each version once. */
export function schemaCatalogueOf(events: readonly AnyEvent[], upcasters: readonly Upcaster[]): Catalogue {
  const versions = readableVersions(events, upcasters);
  const newest = new Map(events.map((event) => [event.name, versions.get(fullNameOf(event))]));
  return {
    typeOf(name) {
      const type = newest.get(name)?.type;
      if (type === undefined) throw new TypeError(`there is no event ${name}`);
      return type;
    },
    writer: (schemaId, schema) => {
      try {
        const written = compileAvroSchema(schema);
        const name = eventNameOf(written);
        const version = versions.get(written.name ?? '') ?? foreign(written, newest.has(name));
        return { name, schemaId, schema: schema as object, ...readingAs(version, written) };
      } catch (error) {
        throw new UndecodableError(`schema ${schemaId} cannot be read: ${messageOf(error)}`, {
          cause: error,
        });
      }
    },
  };
}

function readingAs({ type, upcast }: ReadableVersion, written: Type) {
  const isSame = type === written || JSON.stringify(type) === JSON.stringify(written);
  const resolver = isSame ? undefined : type.createResolver(written);
  return { reader: type, resolver, upcast, isNewest: upcast === undefined };
}

/** A version that this build does not declare; if it declares the event, the version is a newer one. */
const foreign = (written: Type, isDeclared: boolean): ReadableVersion => ({
  type: written,
  upcast: isDeclared ? () => refuseNewer(written) : undefined,
});

function refuseNewer(written: Type): never {
  throw new TachoError('event-version-unknown', `It is ${String(written.name)}.`);
}

/** An event of this system is a record of our namespace that begins with the envelope. */
function eventNameOf(written: Type): string {
  const name = /^tacho\.(?:v(?:[2-9]|[1-9]\d+)\.)?(\w+)$/.exec(written.name ?? '')?.[1];
  if (name === undefined || !isRecord(written))
    throw new TypeError('it is not a record of the namespace tacho');
  const [first, second] = written.fields;
  if (first?.name !== 'eventId' || second?.name !== 'receivedAt')
    throw new TypeError('it does not begin with eventId and receivedAt');
  return name;
}

const isRecord = (type: Type): type is Type & { readonly fields: readonly { readonly name: string }[] } =>
  type.typeName === 'record';

/** Reads a whole body as the newest version; throws `UndecodableError` where it is damaged or cannot be upcast. */
export function readBody(writer: Writer, value: Buffer, start: number): DecodedEvent {
  const { value: data, offset } = decodeAt(writer, value, start);
  if (offset < 0) throw new UndecodableError(`the body of a ${writer.name} ends too early`);
  if (offset < value.length)
    throw new UndecodableError(`${value.length - offset} bytes follow the body of a ${writer.name}`);
  return { name: writer.name, data: writer.upcast === undefined ? data : writer.upcast(data) };
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
