import type { Column } from '../core/columns.ts';
import type { AnyEvent } from '../core/define-event.ts';
import type { SpliceProjection } from '../core/define-projection.ts';
import type { AvroSchema, Field } from '../core/fields.ts';
import { snakeCase } from '../core/snake-case.ts';

/** A column of a table that is an event: how its Avro field is read, and what becomes of it. */
export interface SpliceColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  /** The Avro field, and the type as which ClickHouse reads it. */
  readonly field: string;
  readonly readAs: string;
  /** A ClickHouse expression over the field. */
  readonly expression: string;
}

/** The columns of the table, each with its field; throws where one has no field, or a field has no column type. */
export function spliceColumns({
  of: [event],
  columns,
  lowCardinality = [],
}: SpliceProjection): readonly SpliceColumn[] {
  if (columns !== undefined)
    return Object.entries(columns).map(([name, column]) => chosenColumn(event, name, column));
  return Object.entries(event.fields).map(([name, field]) =>
    columnOf(name, field, lowCardinality.includes(name)),
  );
}

/** A column of another type than the field reads as is cast; a value that does not fit it is refused, never bent. */
function chosenColumn(event: AnyEvent, name: string, { type, comment }: Column<never>): SpliceColumn {
  const [field, declared] = Object.entries(event.fields).find(([each]) => snakeCase(each) === name) ?? [];
  if (field === undefined || declared === undefined)
    throw new Error(`column ${name} is of no field of ${event.name}`);
  const read = columnOf(field, declared, false);
  const plain = type.replaceAll(LOW_CARDINALITY, '$1');
  const expression =
    read.type === plain ? read.expression : `accurateCast(${read.expression}, '${quoted(plain)}')`;
  return { ...read, name, type, comment, expression };
}

const LOW_CARDINALITY = /LowCardinality\((Nullable\(\w+\)|\w+)\)/g;

const quoted = (type: string): string => type.replaceAll("'", "\\'");

function columnOf(name: string, field: Field<unknown>, isLowCardinality: boolean): SpliceColumn {
  const plain = field.optional ? memberOf(field.avro) : field.avro;
  const common = { name: snakeCase(name), comment: field.doc, field: name };
  if (isUuid(plain)) return { ...common, ...uuidColumn(name, field.optional) };
  const type = plainType(name, plain);
  return {
    ...common,
    type: fullType(type, field.optional, isLowCardinality),
    // The insert makes the dictionary of a block at once; the reader would make it value by value, at half the speed.
    readAs: fullType(type, field.optional, false),
    expression: name,
  };
}

/** ClickHouse reads a UUID only from Avro text; from the sixteen bytes it takes a function. */
const uuidColumn = (name: string, isOptional: boolean) => ({
  type: fullType('UUID', isOptional, false),
  readAs: fullType('FixedString(16)', isOptional, false),
  expression: `toUUID(UUIDNumToString(${name}))`,
});

function fullType(type: string, isOptional: boolean, isLowCardinality: boolean): string {
  const nullable = isOptional ? `Nullable(${type})` : type;
  return isLowCardinality ? `LowCardinality(${nullable})` : nullable;
}

const PLAIN_TYPES: Readonly<Record<string, string>> = {
  string: 'String',
  double: 'Float64',
  int: 'Int32',
  long: 'Int64',
  boolean: 'Bool',
  enum: 'String',
};

function plainType(name: string, avro: AvroSchema): string {
  if (logicalTypeOf(avro) === 'timestamp-millis') return "DateTime64(3, 'UTC')";
  const word = memberNamed(avro, 'type') ?? avro;
  if (word === 'array') return `Array(${plainType(name, memberNamed(avro, 'items') as AvroSchema)})`;
  const type = typeof word === 'string' ? PLAIN_TYPES[word] : undefined;
  if (type === undefined) throw new Error(`field ${name} cannot be spliced: it has no column type`);
  return type;
}

const isUuid = (avro: AvroSchema): boolean => logicalTypeOf(avro) === 'uuid';

const logicalTypeOf = (avro: AvroSchema): unknown => memberNamed(avro, 'logicalType');

const memberNamed = (avro: AvroSchema, name: string): unknown =>
  typeof avro === 'object' ? (avro as Readonly<Record<string, unknown>>)[name] : undefined;

/** The other member of a union with null. */
function memberOf(avro: AvroSchema): AvroSchema {
  const member = Array.isArray(avro) ? (avro as readonly AvroSchema[])[1] : undefined;
  if (member === undefined) throw new Error('an optional field must be a union with null');
  return member;
}
