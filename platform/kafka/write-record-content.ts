import type { NewRecord } from '../core/ports.ts';
import type { ByteWriter } from './byte-writer.ts';

/** What a record says: key, value and headers (https://kafka.apache.org/documentation/#record). */
export function writeRecordContent(writer: ByteWriter, { key, value, headers }: NewRecord): void {
  if (key === null) writer.varint(-1);
  else writer.countedText(key);
  if (value === null) writer.varint(-1);
  else writer.countedBytes(value);
  writeHeaders(writer, headers ?? NO_HEADERS);
}

const NO_HEADERS = {};

function writeHeaders(writer: ByteWriter, headers: NonNullable<NewRecord['headers']>): void {
  const names = Object.keys(headers);
  writer.varint(names.length);
  for (const name of names) {
    writer.countedText(name);
    writer.countedText(headers[name] as string);
  }
}
