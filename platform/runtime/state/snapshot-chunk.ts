import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { KeySegment } from '../fold/collect-segments.ts';

/** Segments that are stored together, before they are compressed. */
export interface SnapshotChunk {
  /** The key of its first segment. */
  readonly first: string;
  readonly segments: readonly KeySegment[];
}

/** The broker refuses records over 1 MiB; what does not shrink when it is compressed must fit too. */
const MAX_BYTES = 640 * 1024;
const LENGTHS = 8;
/** The fastest: state is text that shrinks well, or sorted numbers that hardly do. */
const LEVEL = 1;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Divides segments into chunks, in their order. */
export function* toChunks(segments: readonly KeySegment[]): Generator<SnapshotChunk, void> {
  let chunk: KeySegment[] = [];
  let bytes = 0;
  for (const segment of segments) {
    const size = LENGTHS + segment.name.length + segment.bytes.length;
    if (chunk.length > 0 && bytes + size > MAX_BYTES) {
      yield chunkOf(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(segment);
    bytes += size;
  }
  if (chunk.length > 0) yield chunkOf(chunk);
}

const chunkOf = (segments: readonly KeySegment[]): SnapshotChunk => ({
  first: segments[0]?.key ?? '',
  segments,
});

/** A chunk as compressed bytes: of each segment the lengths of name and bytes, then both. */
export async function packChunk({ segments }: SnapshotChunk): Promise<Buffer> {
  const parts = segments.flatMap(({ name, bytes }) => {
    const text = Buffer.from(name);
    const lengths = Buffer.allocUnsafe(LENGTHS);
    lengths.writeUInt32BE(text.length, 0);
    lengths.writeUInt32BE(bytes.length, 4);
    return [lengths, text, bytes];
  });
  return deflate(Buffer.concat(parts), { level: LEVEL });
}

/** The segments of a chunk by their names in the changelog. */
export async function unpackChunk(packed: Buffer): Promise<Map<string, Buffer>> {
  const bytes: Buffer = await inflate(packed);
  const segments = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const nameAt = at + LENGTHS;
    const valueAt = nameAt + bytes.readUInt32BE(at);
    const end = valueAt + bytes.readUInt32BE(at + 4);
    segments.set(bytes.toString('utf8', nameAt, valueAt), bytes.subarray(valueAt, end));
    at = end;
  }
  return segments;
}
