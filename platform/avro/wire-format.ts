import { UndecodableError } from '../core/ports.ts';

/** The Confluent wire format: a zero byte, the schema id as four bytes big-endian, then the Avro body. */
export const HEADER_BYTES = 5;

/** The schema id of a value; throws `UndecodableError` where it is not in the wire format. */
export function schemaIdOf(value: Buffer): number {
  if (value.length < HEADER_BYTES)
    throw new UndecodableError(`${value.length} bytes are too few for an event`);
  if (value[0] !== 0) throw new UndecodableError('the value is not in the Confluent wire format');
  return value.readUInt32BE(1);
}

/** Writes the header in front of a body. */
export function writeHeader(target: Buffer, schemaId: number): void {
  target[0] = 0;
  target.writeUInt32BE(schemaId, 1);
}
