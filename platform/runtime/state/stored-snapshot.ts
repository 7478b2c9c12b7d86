import type { TaskCounts } from '../fold/fold-counts.ts';

/** What a stored snapshot says of itself: the index by which its segments are found. */
export interface StoredSnapshot {
  /** The first offset of the source that is not yet in it. */
  readonly next: number;
  /** The time of the ticks that it has seen, UTC milliseconds, or null. */
  readonly time: number | null;
  readonly counts: TaskCounts;
  /** How many segments it has, those of the task itself not counted, and their size as stored. */
  readonly segments: number;
  readonly bytes: number;
  /** The segment of the task itself. */
  readonly task: string;
  readonly chunks: readonly StoredChunk[];
}

/** Where a chunk stands among the snapshot chunks of its partition. */
export interface StoredChunk {
  /** The key of its first segment; a key may go on in the next chunk. */
  readonly first: string;
  readonly at: number;
}

/** A snapshot that was begun and not finished, so far as the index knows. */
export interface BegunSnapshot {
  readonly next: number;
  readonly begun: number;
}

/** The key of a snapshot in the index of its partition. */
export const indexKey = (next: number): string => String(next);

/** The key of a chunk, by which it is removed again. */
export const chunkKey = (next: number, number: number): string => `${next}/${number}`;

/** The chunks that may hold segments of a key. */
export function chunksOf({ chunks }: StoredSnapshot, key: string): StoredChunk[] {
  return chunks.filter(({ first }, index) => {
    const following = chunks[index + 1];
    return first <= key && (following === undefined || following.first >= key);
  });
}
