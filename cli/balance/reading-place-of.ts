import type { CommittedOffset } from '../../platform/core/ports.ts';

/** Offsets and lag of a reader in its topic. */
export interface ReadingPlace {
  /** The next offset of each partition. */
  readonly positions: readonly number[];
  /** Offsets that are not yet read, control records included. */
  readonly lag: number;
}

/** Works out a reader's place from the offsets of its topic and its committed offsets. */
export function readingPlaceOf(
  offsets: readonly { readonly low: number; readonly end: number }[],
  read: readonly (Pick<CommittedOffset, 'partition' | 'next'> | null)[],
): ReadingPlace {
  const next = new Map(
    read.flatMap((position) => (position === null ? [] : [[position.partition, position.next]])),
  );
  const positions = offsets.map(({ low }, partition) => next.get(partition) ?? low);
  return {
    positions,
    lag: behindOf(
      offsets.map(({ end }) => end),
      positions,
    ),
  };
}

/** Lag of positions behind ends in offsets, over all partitions. */
export const behindOf = (ends: readonly number[], positions: readonly number[]): number =>
  ends.reduce((sum, end, partition) => sum + Math.max(0, end - (positions[partition] ?? 0)), 0);

/** The time that has passed for all partitions, UTC milliseconds; null where it is not known of all. */
export const leastTime = (times: readonly (number | null)[]): number | null =>
  times.length === 0 || times.includes(null) ? null : Math.min(...times.flatMap((time) => time ?? []));
