import type { AvroSchema } from '../core/fields.ts';
import type { Headers, LogRecord } from '../core/ports.ts';
import { AvroCursor } from './avro-cursor.ts';
import { longBytes, LONGEST_VARINT, writeLong } from './varint.ts';

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

const NULL = longBytes(0);
const SECOND_BRANCH = longBytes(1);

/** Encodes a record by `ARCHIVED_RECORD`. */
export function encodeArchived({ offset, appendedAt, key, headers, value }: LogRecord): Buffer {
  const place = Buffer.allocUnsafe(2 * LONGEST_VARINT);
  const end = writeLong(place, writeLong(place, 0, offset), appendedAt);
  return Buffer.concat([
    place.subarray(0, end),
    ...(key === null ? [NULL] : [SECOND_BRANCH, ...sized(Buffer.from(key))]),
    encodeHeaders(headers),
    ...(value === null ? [NULL] : [SECOND_BRANCH, ...sized(value)]),
  ]);
}

const sized = (bytes: Buffer): readonly [Buffer, Buffer] => [longBytes(bytes.length), bytes];

/** A map whose block says how many bytes it has, so that a reader can skip it (Avro 1.12, "Maps"). */
function encodeHeaders(headers: Headers): Buffer {
  const entries = Object.entries(headers);
  if (entries.length === 0) return NULL;
  const block = Buffer.concat(
    entries.flatMap(([name, text]) => [...sized(Buffer.from(name)), ...sized(Buffer.from(text))]),
  );
  return Buffer.concat([longBytes(-entries.length), longBytes(block.length), block, NULL]);
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
