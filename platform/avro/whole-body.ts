import type { AvroSchema } from '../core/fields.ts';
import { HEADER_BYTES } from './wire-format.ts';

/** Says where a value that begins at `start` ends; beyond the bytes, or NaN, where it does not fit them. */
type Walk = (bytes: Buffer, start: number) => number;

type NamedWalks = Map<string, Walk>;
type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * Whether a value in the wire format holds exactly one record of this schema: nothing missing, nothing behind it.
 * A container has no marks between records, so one that is too short would damage its neighbours unseen.
 */
export function isWholeBody(writerSchema: object, value: Buffer): boolean {
  let walk = walks.get(writerSchema);
  if (walk === undefined) {
    walk = walkOf(writerSchema as AvroSchema, new Map());
    walks.set(writerSchema, walk);
  }
  return walk(value, HEADER_BYTES) === value.length;
}

const walks = new WeakMap<object, Walk>();

const PRIMITIVES: Readonly<Record<string, Walk>> = {
  null: (_, start) => start,
  boolean: (_, start) => start + 1,
  int: endOfVarint,
  long: endOfVarint,
  float: (_, start) => start + 4,
  double: (_, start) => start + 8,
  bytes: endOfText,
  string: endOfText,
};

function walkOf(schema: AvroSchema, named: NamedWalks): Walk {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? lazily(schema, named);
  if (Array.isArray(schema))
    return walkUnion((schema as readonly AvroSchema[]).map((each) => walkOf(each, named)));
  return walkObject(schema as SchemaObject, named);
}

function walkObject(schema: SchemaObject, named: NamedWalks): Walk {
  switch (schema['type']) {
    case 'record':
      return remember(
        schema,
        named,
        walkRecord(
          (schema['fields'] as SchemaObject[]).map(({ type }) => type),
          named,
        ),
      );
    case 'fixed': {
      const size = Number(schema['size']);
      return remember(schema, named, (_, start) => start + size);
    }
    case 'enum':
      return remember(schema, named, walkEnum((schema['symbols'] as readonly string[]).length));
    case 'array':
      return walkBlocks(walkOf(schema['items'] as AvroSchema, named));
    case 'map':
      return walkBlocks(walkRecord(['string', schema['values']], named));
    default:
      return walkOf(schema['type'] as AvroSchema, named);
  }
}

/** A name stands for a type that was, or is being, defined. */
const lazily =
  (name: string, named: NamedWalks): Walk =>
  (bytes, start) =>
    named.get(name.slice(name.lastIndexOf('.') + 1))?.(bytes, start) ?? NaN;

function remember(schema: SchemaObject, named: NamedWalks, walk: Walk): Walk {
  const name = String(schema['name']);
  named.set(name.slice(name.lastIndexOf('.') + 1), walk);
  return walk;
}

function walkRecord(types: readonly unknown[], named: NamedWalks): Walk {
  const fields = types.map((type) => walkOf(type as AvroSchema, named));
  return (bytes, start) => {
    let end = start;
    for (const field of fields) end = field(bytes, end);
    return end;
  };
}

function walkUnion(branches: readonly Walk[]): Walk {
  return (bytes, start) => branches[longAt(bytes, start)]?.(bytes, endOfVarint(bytes, start)) ?? NaN;
}

function walkEnum(symbols: number): Walk {
  return (bytes, start) => {
    const index = longAt(bytes, start);
    return index >= 0 && index < symbols ? endOfVarint(bytes, start) : NaN;
  };
}

/** Blocks of items; a negative count is followed by the block's size in bytes (Avro 1.12, "Arrays"). */
function walkBlocks(item: Walk): Walk {
  return (bytes, start) => {
    let end = start;
    for (;;) {
      const count = longAt(bytes, end);
      end = endOfVarint(bytes, end);
      if (count === 0) return end;
      if (count < 0) end = endOfVarint(bytes, end);
      // Every item of this system takes a byte or more; a damaged count could name milliards.
      if (!(Math.abs(count) <= bytes.length - end)) return NaN;
      for (let left = Math.abs(count); left > 0; left -= 1) {
        end = item(bytes, end);
        if (!(end <= bytes.length)) return NaN;
      }
    }
  };
}

function endOfText(bytes: Buffer, start: number): number {
  const byte = bytes[start] ?? 128;
  // Texts of less than 64 bytes, which nearly all are, without more ado.
  if (byte < 128 && byte % 2 === 0) return start + 1 + byte / 2;
  const length = longAt(bytes, start);
  return length < 0 ? NaN : endOfVarint(bytes, start) + length;
}

function endOfVarint(bytes: Buffer, start: number): number {
  let end = start;
  while ((bytes[end] ?? 0) >= 128) end += 1;
  return end + 1;
}

/** The zig-zag varint at `start`, NaN beyond the bytes. */
function longAt(bytes: Buffer, start: number): number {
  let end = start;
  let scale = 1;
  let value = 0;
  for (let byte = bytes[end]; ; byte = bytes[++end]) {
    if (byte === undefined) return NaN;
    value += (byte & 127) * scale;
    if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    scale *= 128;
  }
}
