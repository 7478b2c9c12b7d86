import avro, { type Type } from 'avsc';
import type { AvroSchema } from '../core/fields.ts';
import { BoundedArrayType } from './bounded-array-type.ts';
import { UuidType } from './uuid-type.ts';

/** The type of schemas in avsc, whose declarations are narrower than the Avro specification. */
type SchemaOfAvsc = Parameters<typeof avro.Type.forSchema>[0];

/**
 * Compiles a schema into an avsc type: UUIDs are canonical text, instants and longs safe integers, and a union with
 * null is the plain value or null. Throws where the schema is not valid Avro.
 */
export function compileAvroSchema(schema: AvroSchema): Type {
  return avro.Type.forSchema(schema as SchemaOfAvsc, {
    logicalTypes: { uuid: UuidType },
    omitRecordMethods: true,
    typeHook: (part, options) => (isArraySchema(part) ? new BoundedArrayType(part, options) : undefined),
  });
}

const isArraySchema = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'array';
