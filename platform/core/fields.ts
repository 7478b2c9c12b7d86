/** An Avro schema as plain JSON (Avro 1.12, section "Schema Declaration"). */
export type AvroSchema = string | readonly AvroSchema[] | { readonly [key: string]: unknown };

/** A JSON Schema as plain JSON (draft 2020-12), for what devices send. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const valueType: unique symbol;

/** One field of an event: its Avro type, what a device may send for it, and its meaning with unit. */
export interface Field<T> {
  readonly avro: AvroSchema;
  readonly json: JsonSchema;
  readonly doc: string;
  readonly optional: boolean;
  /** Whether the value says who somebody is: on the wire it is sealed text, whose key can be destroyed. */
  readonly personal?: true;
  readonly [valueType]?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The value type that a set of fields describes. */
export type ValuesOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The longest text that a report may hold, characters. */
export const TEXT_LIMIT = 256;
/** The Avro library refuses the last safe integer, since its neighbour is none. */
const LARGEST_LONG = Number.MAX_SAFE_INTEGER - 1;

/** Text; empty text is allowed only where `minLength` is 0. */
export const text = (doc: string, minLength = 1): Field<string> =>
  required('string', { type: 'string', minLength, maxLength: TEXT_LIMIT }, doc);

/** Text of any length, for payloads that are kept as they came. */
export const longText = (doc: string): Field<string> => required('string', { type: 'string' }, doc);

/** A UUID, sixteen bytes on the wire, canonical text in the program. */
export const uuid = (doc: string): Field<string> =>
  required(
    { type: 'fixed', name: 'Uuid', size: 16, logicalType: 'uuid' },
    { type: 'string', format: 'uuid' },
    doc,
  );

/** An instant as UTC milliseconds since 1970. */
export const timestamp = (doc: string): Field<number> =>
  required({ type: 'long', logicalType: 'timestamp-millis' }, { type: 'integer' }, doc);

/** A 64-bit float. */
export const double = (doc: string, bounds: Bounds = {}): Field<number> =>
  required('double', { type: 'number', ...bounds }, doc);

/** A 32-bit integer. */
export const int = (doc: string, bounds: Bounds = {}): Field<number> =>
  required('int', { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1, ...bounds }, doc);

/** A 64-bit integer; the program refuses values beyond the safe integers. */
export const long = (doc: string, bounds: Bounds = {}): Field<number> =>
  required('long', { type: 'integer', minimum: -LARGEST_LONG, maximum: LARGEST_LONG, ...bounds }, doc);

/** True or false. */
export const boolean = (doc: string): Field<boolean> => required('boolean', { type: 'boolean' }, doc);

/** One of a closed list of words; `name` is the Avro name of the list. */
export const oneOf = <const S extends readonly string[]>(
  name: string,
  symbols: S,
  doc: string,
): Field<S[number]> => required({ type: 'enum', name, symbols }, { type: 'string', enum: symbols }, doc);

/** One of some words that are plain text on the wire, since an Avro name cannot hold their hyphens. */
export const wordOf = <const S extends readonly string[]>(words: S, doc: string): Field<S[number]> =>
  required('string', { type: 'string', enum: words }, doc);

/** A list of values of one kind. */
export const listOf = <T>(item: Field<T>, doc: string): Field<readonly T[]> =>
  required({ type: 'array', items: item.avro }, { type: 'array', items: item.json }, doc);

/** A record inside a record; `name` is its Avro name. */
export const group = <F extends Fields>(name: string, fields: F, doc: string): Field<ValuesOf<F>> =>
  required(recordSchema(name, fields), objectSchema(fields), doc);

/** The field may be absent: null in the program, absent or null on the way in. */
export const optional = <T>(field: Field<T>): Field<T | null> => ({
  avro: ['null', field.avro],
  json: { anyOf: [field.json, { type: 'null' }] },
  doc: field.doc,
  optional: true,
  ...(field.personal === true ? { personal: true } : {}),
});

/**
 * The text names a person, for example a driver. A device sends it plainly; ingest seals it with the key of that
 * person before it is written anywhere (see `sealed-text.ts`). Only of reports, and never inside of another field.
 */
export const personal = (field: Field<string>): Field<string> => ({ ...field, personal: true });

/** The names of those fields whose values are sealed. */
export const personalFieldsOf = (fields: Fields): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => (field.personal === true ? [name] : []));

/** Fields as the `fields` of an Avro record. */
export function avroFields(fields: Fields): readonly AvroSchema[] {
  return Object.entries(fields).map(([name, field]) => ({
    name,
    type: field.avro,
    doc: field.doc,
    ...(field.optional ? { default: null } : {}),
    ...(field.personal === true ? { personal: true } : {}),
  }));
}

/** Fields as an Avro record. */
export const recordSchema = (name: string, fields: Fields): AvroSchema => ({
  type: 'record',
  name,
  fields: avroFields(fields),
});

/** Fields as a closed JSON Schema object. */
export function objectSchema(fields: Fields): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, { ...field.json, description: field.doc }]),
    ),
    required: Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [name])),
    additionalProperties: false,
  };
}

function required<T>(avro: AvroSchema, json: JsonSchema, doc: string): Field<T> {
  return { avro, json, doc, optional: false };
}
