import type { Type } from 'avsc';
import { messageOf } from '../core/errors.ts';
import { HEADER_BYTES, writeHeader } from './wire-format.ts';

let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** A run of an event's fields, and the values that it takes them from. */
export interface EncodedPart {
  readonly type: Type;
  readonly data: object;
}

/**
 * An event in the wire format, of parts that have its fields in order between them: in Avro a record is nothing but
 * its fields, one after the other. Throws a TypeError that names every field whose value does not fit.
 */
export function encodeEvent(schemaId: number, ...parts: readonly EncodedPart[]): Buffer {
  let end = HEADER_BYTES;
  for (const part of parts) end = writePart(part, end);
  const value = Buffer.allocUnsafe(end);
  scratch.copy(value, HEADER_BYTES, HEADER_BYTES, end);
  writeHeader(value, schemaId);
  return value;
}

/** Where the part ends. */
function writePart({ type, data }: EncodedPart, start: number): number {
  try {
    const end = type.encode(data, scratch, start);
    if (end >= 0) return end;
    // Negated, it is how much was missing.
    const longer = Buffer.allocUnsafeSlow(2 * scratch.length - end);
    scratch.copy(longer);
    scratch = longer;
    return type.encode(data, scratch, start);
  } catch (error) {
    throw new TypeError(
      `cannot encode ${type.name ?? 'the event'}: ${misfits(type, data) || messageOf(error)}`,
      { cause: error },
    );
  }
}

function misfits(type: Type, data: object): string {
  const found: string[] = [];
  type.isValid(data, {
    errorHook: (path, value, expected) =>
      found.push(
        `${path.join('.')} is ${value === undefined ? 'missing' : JSON.stringify(value)}, not ${expected.typeName}`,
      ),
  });
  return found.join('; ');
}
