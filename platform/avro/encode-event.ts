import type { Type } from 'avsc';
import { messageOf } from '../core/errors.ts';
import { HEADER_BYTES, writeHeader } from './wire-format.ts';

const SCRATCH_BYTES = 64 * 1024;
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/** An event in the wire format; throws a TypeError that names every field whose value does not fit. */
export function encodeEvent(type: Type, schemaId: number, data: object): Buffer {
  const end = writeInto(type, data);
  const value = end < 0 ? Buffer.allocUnsafe(SCRATCH_BYTES - end) : Buffer.allocUnsafe(end);
  if (end < 0) type.encode(data, value, HEADER_BYTES);
  else scratch.copy(value, HEADER_BYTES, HEADER_BYTES, end);
  writeHeader(value, schemaId);
  return value;
}

/** Where the body ends, or how much it is too long, negated. */
function writeInto(type: Type, data: object): number {
  try {
    return type.encode(data, scratch, HEADER_BYTES);
  } catch (error) {
    throw new TypeError(
      `cannot encode ${type.name ?? 'the event'}: ${misfits(type, data) || messageOf(error)}`,
      {
        cause: error,
      },
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
