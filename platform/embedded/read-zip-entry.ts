import { inflateRawSync } from 'node:zlib';

// APPNOTE.TXT - .ZIP File Format Specification, sections 4.3.7, 4.3.12 and 4.3.16.
const endOfDirectory = 0x06054b50;
const endOfDirectorySize = 22;
const directoryEntrySize = 46;
const localHeaderSize = 30;
const deflated = 8;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly localHeader: number;
}

/** The bytes of the first entry of a zip archive whose name passes; undefined when none does. */
export function readZipEntry(zip: Buffer, passes: (name: string) => boolean): Buffer | undefined {
  for (const entry of directory(zip)) if (passes(entry.name)) return content(zip, entry);
  return undefined;
}

function* directory(zip: Buffer): Generator<ZipEntry> {
  let end = zip.length - endOfDirectorySize;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('not a zip archive');
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry += 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    yield {
      name: zip.toString('utf8', at + directoryEntrySize, at + directoryEntrySize + nameLength),
      method: zip.readUInt16LE(at + 10),
      compressedSize: zip.readUInt32LE(at + 20),
      localHeader: zip.readUInt32LE(at + 42),
    };
    at += directoryEntrySize + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

function content(zip: Buffer, { method, compressedSize, localHeader }: ZipEntry): Buffer {
  const names = zip.readUInt16LE(localHeader + 26) + zip.readUInt16LE(localHeader + 28);
  const start = localHeader + localHeaderSize + names;
  const bytes = zip.subarray(start, start + compressedSize);
  return method === deflated ? inflateRawSync(bytes) : bytes;
}
