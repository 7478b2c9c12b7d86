import type { ProcessorSet } from '../../core/define-set.ts';
import type { LogAppender, NewRecord } from '../../core/ports.ts';
import type { Names } from '../../core/topic-names.ts';
import type { TaskSnapshot } from '../fold/fold-task.ts';
import { packChunk, toChunks } from './snapshot-chunk.ts';
import {
  chunkKey,
  indexKey,
  type BegunSnapshot,
  type StoredChunk,
  type StoredSnapshot,
} from './stored-snapshot.ts';

/** Where the snapshots of a partition are written. */
export interface SnapshotShelf {
  readonly appender: Pick<LogAppender, 'append'>;
  readonly names: Names;
  readonly set: ProcessorSet;
  readonly partition: number;
}

/**
 * Writes a snapshot: that it is begun, its chunks, and last its index; before that nobody sees it. It needs no
 * transaction, since what it says of an offset that was committed is true whoever writes it, and however late.
 */
export async function storeSnapshot(
  shelf: SnapshotShelf,
  snapshot: TaskSnapshot,
  signal: AbortSignal,
): Promise<StoredSnapshot> {
  const { next, time, counts, task, segments } = snapshot;
  const divided = [...toChunks(segments)];
  await shelf.appender.append([indexRecord(shelf, { next, begun: divided.length })]);
  const chunks: StoredChunk[] = [];
  let bytes = 0;
  for (const [number, chunk] of divided.entries()) {
    signal.throwIfAborted();
    const packed = await packChunk(chunk);
    const [position] = await shelf.appender.append([chunkRecord(shelf, next, number, packed)]);
    if (position === undefined) throw new Error('the log did not say where it appended a chunk');
    chunks.push({ first: chunk.first, at: position.next - 1 });
    bytes += packed.length;
  }
  signal.throwIfAborted();
  const stored = { next, time, counts, segments: segments.length, bytes, task: task.toString(), chunks };
  await shelf.appender.append([indexRecord(shelf, stored)]);
  return stored;
}

/** Removes snapshots: first nobody finds them any more, then their chunks go. */
export async function removeSnapshots(
  shelf: SnapshotShelf,
  snapshots: readonly (StoredSnapshot | BegunSnapshot)[],
): Promise<void> {
  if (snapshots.length === 0) return;
  await shelf.appender.append(
    snapshots.map(({ next }) => ({ ...recordOf(shelf, 'snapshots', indexKey(next)), value: null })),
  );
  const tombstones = snapshots.flatMap((snapshot) =>
    Array.from({ length: chunkCount(snapshot) }, (_, number) =>
      chunkRecord(shelf, snapshot.next, number, null),
    ),
  );
  if (tombstones.length > 0) await shelf.appender.append(tombstones);
}

const chunkCount = (snapshot: StoredSnapshot | BegunSnapshot): number =>
  'chunks' in snapshot ? snapshot.chunks.length : snapshot.begun;

const indexRecord = (shelf: SnapshotShelf, index: StoredSnapshot | BegunSnapshot): NewRecord => ({
  ...recordOf(shelf, 'snapshots', indexKey(index.next)),
  value: Buffer.from(JSON.stringify(index)),
});

const chunkRecord = (
  shelf: SnapshotShelf,
  next: number,
  number: number,
  value: Buffer | null,
): NewRecord => ({
  ...recordOf(shelf, 'snapshotChunks', chunkKey(next, number)),
  value,
});

const recordOf = (
  { names, set, partition }: SnapshotShelf,
  topic: 'snapshots' | 'snapshotChunks',
  key: string,
): Omit<NewRecord, 'value'> => ({ topic: names[topic](set), partition, key });
