import type { AvroSchema } from '../core/fields.ts';
import type { SplicedRecord } from '../core/table-port.ts';
import { longBytes, LONGEST_VARINT, writeLong } from './varint.ts';
import { HEADER_BYTES } from './wire-format.ts';

const MAGIC = Buffer.from('Obj\x01', 'latin1');
const SYNC = Buffer.from('tacho splice 16 ', 'latin1');
const PLACE_FIELDS: readonly AvroSchema[] = [
  { name: '_partition', type: 'int' },
  { name: '_offset', type: 'long' },
];

/**
 * Joins record bodies of one writer schema, undecoded, into an Avro object container file of one block without
 * compression (Avro 1.12, "Object Container Files"). `_partition` and `_offset` come first in every record.
 */
export function spliceContainer(writerSchema: object, records: readonly SplicedRecord[]): Buffer {
  const header = containerHeader(writerSchema);
  // The block says its size before its contents: they are written first, and what precedes them up against them.
  const start = header.length + 2 * LONGEST_VARINT;
  const file = Buffer.allocUnsafe(start + bodiesBound(records) + SYNC.length);
  const end = writeBodies(file, start, records);
  const before = Buffer.concat([header, longBytes(records.length), longBytes(end - start)]);
  before.copy(file, start - before.length);
  return file.subarray(start - before.length, end + SYNC.copy(file, end));
}

function bodiesBound(records: readonly SplicedRecord[]): number {
  let bytes = 0;
  for (const { value } of records) bytes += 2 * LONGEST_VARINT + value.length - HEADER_BYTES;
  return bytes;
}

function writeBodies(file: Buffer, start: number, records: readonly SplicedRecord[]): number {
  let end = start;
  for (const { partition, offset, value } of records) {
    end = writeLong(file, end, partition);
    end = writeLong(file, end, offset);
    end += value.copy(file, end, HEADER_BYTES);
  }
  return end;
}

function containerHeader(writerSchema: object): Buffer {
  const schema = Buffer.from(JSON.stringify(withPlace(writerSchema)));
  const metadata = [Buffer.from('avro.schema'), schema, Buffer.from('avro.codec'), Buffer.from('null')];
  const parts = metadata.flatMap((bytes) => [longBytes(bytes.length), bytes]);
  return Buffer.concat([MAGIC, longBytes(metadata.length / 2), ...parts, longBytes(0), SYNC]);
}

function withPlace(writerSchema: object): object {
  const fields = 'fields' in writerSchema && Array.isArray(writerSchema.fields) ? writerSchema.fields : [];
  return { ...writerSchema, fields: [...PLACE_FIELDS, ...(fields as AvroSchema[])] };
}
