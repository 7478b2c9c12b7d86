import { inflateRawSync } from 'node:zlib';
import { AvroCursor } from '../../platform/avro/avro-cursor.ts';

const MAGIC = 'Obj\x01';
const SYNC_BYTES = 16;

/** All bytes of an Avro container file, as they were before its blocks were deflated; throws where they were not. */
export function inflateContainer(file: Buffer): Buffer {
  const cursor = new AvroCursor(file);
  if (cursor.slice(MAGIC.length).toString('latin1') !== MAGIC)
    throw new Error('it is no Avro container file');
  const metadata = new Map<string, string>();
  for (let count = cursor.long(); count > 0; count = cursor.long())
    for (let entry = 0; entry < count; entry += 1) metadata.set(cursor.text(), cursor.text());
  if (metadata.get('avro.codec') !== 'deflate') throw new Error('its blocks are not deflated');
  const parts = [...metadata].map((entry) => Buffer.from(entry.join('=')));
  cursor.slice(SYNC_BYTES);
  while (!cursor.isAtEnd) {
    cursor.long();
    parts.push(inflateRawSync(cursor.slice(cursor.long())));
    cursor.slice(SYNC_BYTES);
  }
  return Buffer.concat(parts);
}
