import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { ArchiveFormat, ArchiveSegment } from '../core/archive-port.ts';
import type { AvroSchema } from '../core/fields.ts';
import type { LogRecord } from '../core/ports.ts';
import { ARCHIVED_RECORD, ArchivedRecord, encodeArchived } from './archived-record.ts';
import { AvroCursor } from './avro-cursor.ts';
import { longBytes } from './varint.ts';
import { HEADER_BYTES } from './wire-format.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const MAGIC = Buffer.from('Obj\x01', 'latin1');
const SYNC = Buffer.from('tacho archive 16', 'latin1');

/**
 * Avro object container files (Avro 1.12, "Object Container Files") of `ARCHIVED_RECORD`, deflated, with the schemas
 * of the values under `tacho.schemas` in the metadata, by their ids, and the range under `tacho.segment`.
 */
export const archiveFormat: ArchiveFormat = {
  async block(records) {
    const raw = encodeArchived(records);
    const bytes = await deflate(raw);
    return { records: records.length, bytes, rawBytes: raw.length, schemaIds: schemaIdsIn(records) };
  },
  file(segment, schemas, blocks) {
    const parts = blocks.flatMap(({ records, bytes }) => [
      longBytes(records),
      longBytes(bytes.length),
      bytes,
      SYNC,
    ]);
    return Buffer.concat([MAGIC, metadata(segment, schemas), SYNC, ...parts]);
  },
  records: readRecords,
};

/** A value that is not in the wire format names no schema. */
function schemaIdsIn(records: readonly LogRecord[]): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const { value } of records)
    if (value !== null && value.length >= HEADER_BYTES && value[0] === 0) ids.add(value.readUInt32BE(1));
  return ids;
}

/** A map of bytes. */
function metadata(segment: ArchiveSegment, schemas: ReadonlyMap<number, AvroSchema>): Buffer {
  const { topic, partition, from, next } = segment;
  const entries = {
    'avro.codec': 'deflate',
    'avro.schema': JSON.stringify(ARCHIVED_RECORD),
    'tacho.schemas': JSON.stringify(Object.fromEntries(schemas)),
    'tacho.segment': JSON.stringify({ topic, partition, from, next }),
  };
  const parts = Object.entries(entries)
    .flat()
    .map((text) => Buffer.from(text))
    .flatMap((bytes) => [longBytes(bytes.length), bytes]);
  return Buffer.concat([longBytes(Object.keys(entries).length), ...parts, longBytes(0)]);
}

async function* readRecords(file: Buffer): AsyncGenerator<readonly LogRecord[]> {
  const cursor = new AvroCursor(file);
  if (!cursor.slice(MAGIC.length).equals(MAGIC)) throw new Error('it is no Avro container file');
  for (let count = cursor.long(); count > 0; count = cursor.long())
    for (let part = 0; part < 2 * count; part += 1) cursor.slice(cursor.long());
  const sync = cursor.slice(SYNC.length);
  while (!cursor.isAtEnd) {
    const records = cursor.long();
    const bytes = cursor.slice(cursor.long());
    if (!cursor.slice(SYNC.length).equals(sync)) throw new Error('a block does not end where it should');
    yield await readBlock(records, bytes);
  }
}

async function readBlock(count: number, bytes: Buffer): Promise<readonly LogRecord[]> {
  const cursor = new AvroCursor(await inflate(bytes));
  const read = Array.from({ length: count }, () => new ArchivedRecord(cursor));
  if (!cursor.isAtEnd) throw new Error('a block holds more than it says');
  return read;
}
