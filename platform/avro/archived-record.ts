import type { AvroSchema } from '../core/fields.ts';
import type { Headers, LogRecord } from '../core/ports.ts';
import { AvroCursor } from './avro-cursor.ts';
import { LONGEST_VARINT, writeLong } from './varint.ts';

/** A record of the log as it lies in the archive: its value untouched, whatever it is. */
export const ARCHIVED_RECORD: AvroSchema = {
  type: 'record',
  name: 'ArchivedRecord',
  namespace: 'tacho.archive',
  fields: [
    { name: 'offset', type: 'long' },
    { name: 'appendedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'key', type: ['null', 'string'] },
    { name: 'headers', type: { type: 'map', values: 'string' } },
    { name: 'value', type: ['null', 'bytes'] },
  ],
};

const NULL = 0;
const SECOND_BRANCH = 1;
/** Of a character of UTF-16. */
const MOST_BYTES = 3;
/** Of a record besides its texts and its value. */
const MOST_LONGS = 10;

/** Encodes records by `ARCHIVED_RECORD`, one after the other. */
export function encodeArchived(records: readonly LogRecord[]): Buffer {
  const plain = records.map(({ offset, appendedAt, key, headers, value }) => ({
    ...{ offset, appendedAt, key, value, entries: Object.entries(headers) },
  }));
  const target = Buffer.allocUnsafe(plain.reduce((bytes, record) => bytes + boundOf(record), 0));
  let end = 0;
  for (const { offset, appendedAt, key, entries, value } of plain) {
    end = writeLong(target, end, offset);
    end = writeLong(target, end, appendedAt);
    end =
      key === null
        ? writeLong(target, end, NULL)
        : writeText(target, writeLong(target, end, SECOND_BRANCH), key);
    end = writeHeaders(target, end, entries);
    end = writeValue(target, end, value);
  }
  return target.subarray(0, end);
}

type Entries = readonly (readonly [string, string])[];

function boundOf({
  key,
  entries,
  value,
}: Pick<LogRecord, 'key' | 'value'> & { readonly entries: Entries }): number {
  let characters = key?.length ?? 0;
  for (const [name, text] of entries) characters += name.length + text.length;
  const longs = MOST_LONGS + 2 * entries.length;
  return LONGEST_VARINT * longs + MOST_BYTES * characters + (value?.length ?? 0);
}

function writeText(target: Buffer, start: number, text: string): number {
  const end = writeLong(target, start, Buffer.byteLength(text));
  return end + target.write(text, end);
}

/** A map whose block says how many bytes it has, so that a reader can skip it (Avro 1.12, "Maps"). */
function writeHeaders(target: Buffer, start: number, entries: Entries): number {
  if (entries.length === 0) return writeLong(target, start, 0);
  const counted = writeLong(target, start, -entries.length);
  // The size stands before the entries: they are written further on, and moved to where it ends.
  const gap = counted + LONGEST_VARINT;
  let end = gap;
  for (const [name, text] of entries) end = writeText(target, writeText(target, end, name), text);
  const sized = writeLong(target, counted, end - gap);
  target.copyWithin(sized, gap, end);
  return writeLong(target, sized + end - gap, 0);
}

function writeValue(target: Buffer, start: number, value: Buffer | null): number {
  if (value === null) return writeLong(target, start, NULL);
  const end = writeLong(target, writeLong(target, start, SECOND_BRANCH), value.length);
  return end + value.copy(target, end);
}

/** A record as it was read: key and headers are decoded when somebody asks for them, which most readers do not. */
export class ArchivedRecord implements LogRecord {
  readonly offset: number;
  readonly appendedAt: number;
  readonly value: Buffer | null;
  readonly #bytes: Buffer;
  readonly #keyAt: number;
  readonly #headersAt: number;

  /** Reads the record at the cursor. */
  constructor(cursor: AvroCursor) {
    this.#bytes = cursor.bytes;
    this.offset = cursor.long();
    this.appendedAt = cursor.long();
    this.#keyAt = cursor.at;
    if (cursor.long() !== 0) cursor.slice(cursor.long());
    this.#headersAt = cursor.at;
    while (cursor.long() !== 0) cursor.slice(cursor.long());
    this.value = cursor.long() === 0 ? null : cursor.slice(cursor.long());
  }

  get key(): string | null {
    const cursor = new AvroCursor(this.#bytes, this.#keyAt);
    return cursor.long() === 0 ? null : cursor.text();
  }

  get headers(): Headers {
    const cursor = new AvroCursor(this.#bytes, this.#headersAt);
    const entries: [string, string][] = [];
    for (let count = -cursor.long(); count > 0; count = -cursor.long()) {
      cursor.long();
      for (let entry = 0; entry < count; entry += 1) entries.push([cursor.text(), cursor.text()]);
    }
    return Object.fromEntries(entries);
  }
}
