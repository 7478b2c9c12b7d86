import type { Segment } from './segment.ts';

/** How many bytes the segments of each key have in the changelog. */
export interface StateSizes {
  /** Notes with which bytes a segment stands there now; null where it was forgotten. */
  note(segment: Segment, bytes: Buffer | null): void;
  /** The bytes of every key that has some. */
  all(): Iterable<readonly [key: string, bytes: number]>;
}

/** Nothing is written yet. */
export function createStateSizes(): StateSizes {
  const sizes = new Map<string, { bytes: number }>();
  const add = (key: string, more: number): void => {
    const size = sizes.get(key);
    if (size === undefined) sizes.set(key, { bytes: more });
    else {
      size.bytes += more;
      if (size.bytes === 0) sizes.delete(key);
    }
  };
  return {
    note(segment, bytes) {
      const more = (bytes?.length ?? 0) - segment.writtenBytes;
      if (more === 0) return;
      segment.writtenBytes += more;
      const key = keyOf(segment);
      if (key !== null) add(key, more);
    },
    *all() {
      for (const [key, { bytes }] of sizes) yield [key, bytes];
    },
  };
}

const keyOf = ({ address, key = null }: Segment): string | null => ('key' in address ? address.key : key);
