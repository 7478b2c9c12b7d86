import type { DeadLetters } from './dead-letters.ts';
import type { KeyState } from './key-state.ts';
import type { Segment } from './segment.ts';
import { segmentKey } from './segment-key.ts';

/** A segment as bytes, with the key whose it is. */
export interface KeySegment {
  readonly key: string;
  /** Its key in the changelog. */
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * All segments of all keys, in the order of keys, then of names: what compaction leaves of the changelog. Only for when
 * nothing has changed since it was written.
 */
export function collectSegments(
  keys: ReadonlyMap<string, KeyState>,
  letters: Pick<DeadLetters, 'all'>,
): KeySegment[] {
  const found = [...keys.values()].flatMap(segmentsOf);
  for (const letter of letters.all()) {
    const bytes = letter.write();
    // A record without a key stands where no state is.
    if (bytes !== null) found.push({ key: letter.key ?? '', name: segmentKey(letter.address), bytes });
  }
  return found.sort((a, b) => order(a.key, b.key) || order(a.name, b.name));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function segmentsOf(keyState: KeyState): KeySegment[] {
  const found: KeySegment[] = [];
  const add = (segment: Segment, bytes: Buffer | null): void => {
    if (bytes !== null) found.push({ key: keyState.key, name: segmentKey(segment.address), bytes });
  };
  for (const windows of keyState.windows.values())
    for (const segment of windows.values()) add(segment, segment.written());
  for (const segments of [[keyState], keyState.states, keyState.lanes, keyState.identities])
    for (const segment of segments.values()) add(segment, segment.write());
  return found;
}
