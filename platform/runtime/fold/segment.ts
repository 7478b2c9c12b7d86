import type { SegmentAddress } from './segment-key.ts';

/** A part of a task's state that is written to the changelog when it has changed. */
export interface Segment {
  readonly address: SegmentAddress;
  /** The key whose it is where the address does not name it; null where it has none. */
  readonly key?: string | null;
  /** How many bytes it has in the changelog, as far as was noted. */
  writtenBytes: number;
  /** Its bytes for the changelog, or null where it is forgotten. */
  write(): Buffer | null;
}

/** Segments that changed since the last transaction, each once, in the order of their first change. */
export interface ChangedSegments {
  mark(segment: Segment): void;
  readonly size: number;
  take(): Segment[];
}

/** Nothing changed yet. */
export function createChangedSegments(): ChangedSegments {
  let changed = new Set<Segment>();
  return {
    mark: (segment) => void changed.add(segment),
    get size() {
      return changed.size;
    },
    take() {
      const taken = [...changed];
      changed = new Set();
      return taken;
    },
  };
}
