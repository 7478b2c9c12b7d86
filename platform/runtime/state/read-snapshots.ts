import type { ProcessorSet } from '../../core/define-set.ts';
import type { Log } from '../../core/ports.ts';
import type { Names } from '../../core/topic-names.ts';
import { parseDeadLetter, parseParked } from '../fold/dead-letter.ts';
import { parseSegmentKey, segmentKey } from '../fold/segment-key.ts';
import { unpackChunk } from './snapshot-chunk.ts';
import { chunksOf, type BegunSnapshot, type StoredSnapshot } from './stored-snapshot.ts';

/** Where the snapshots of a partition are. */
export interface SnapshotPlace {
  readonly log: Pick<Log, 'readPartition'>;
  readonly names: Names;
  readonly set: ProcessorSet;
  readonly partition: number;
}

/** The snapshots of a partition, oldest first, and those that were begun and never finished. */
export async function listSnapshots({ log, names, set, partition }: SnapshotPlace): Promise<{
  readonly stored: readonly StoredSnapshot[];
  readonly begun: readonly BegunSnapshot[];
}> {
  const newest = new Map<string, StoredSnapshot | BegunSnapshot>();
  for await (const { records } of log.readPartition(names.snapshots(set), partition, 0))
    for (const { key, value } of records)
      if (key !== null && value !== null)
        newest.set(key, JSON.parse(value.toString()) as StoredSnapshot | BegunSnapshot);
      else if (key !== null) newest.delete(key);
  const all = [...newest.values()].sort((a, b) => a.next - b.next);
  return { stored: all.filter(isStored), begun: all.flatMap((each) => (isStored(each) ? [] : [each])) };
}

const isStored = (each: StoredSnapshot | BegunSnapshot): each is StoredSnapshot => 'chunks' in each;

/**
 * The segments of one key in a snapshot, and that of the task, by their names in the changelog; null where a chunk is no
 * longer there. Reads only the chunks that may hold some.
 */
export async function readKeySegments(
  place: SnapshotPlace,
  snapshot: StoredSnapshot,
  key: string,
): Promise<Map<string, Buffer> | null> {
  const found = new Map<string, Buffer>([[segmentKey({ kind: 'task' }), Buffer.from(snapshot.task)]]);
  for (const { at } of chunksOf(snapshot, key)) {
    const packed = await readChunk(place, at);
    if (packed === null) return null;
    for (const [name, bytes] of await unpackChunk(packed)) if (isOf(name, bytes, key)) found.set(name, bytes);
  }
  return found;
}

function isOf(name: string, bytes: Buffer, key: string): boolean {
  const address = parseSegmentKey(name);
  switch (address.kind) {
    case 'task':
      return false;
    case 'dead':
      return parseDeadLetter(bytes).key === key;
    case 'parked':
      return parseParked(address.fold, address.offset, bytes).key === key;
    case 'key':
    case 'state':
    case 'lane':
    case 'identities':
    case 'windows':
      return address.key === key;
    default:
      return address satisfies never;
  }
}

async function readChunk({ log, names, set, partition }: SnapshotPlace, at: number): Promise<Buffer | null> {
  for await (const { records, next } of log.readPartition(names.snapshotChunks(set), partition, at)) {
    const found = records.find(({ offset }) => offset === at);
    if (found !== undefined) return found.value;
    if (next > at) return null;
  }
  return null;
}
