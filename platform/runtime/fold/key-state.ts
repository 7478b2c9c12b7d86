import type { Processor } from '../../core/define-processor.ts';
import type { IdentityPiece } from './identity-memory.ts';
import type { Segment } from './segment.ts';
import type { Window, WindowSegment } from './window-segment.ts';

/** A piece of identities as a segment. */
export interface IdentitySegment extends Segment, IdentityPiece {
  forgotten: boolean;
}

/** All that a task holds of one key. */
export interface KeyState extends Segment {
  readonly key: string;
  /** The newest `occurredAt` of the key, UTC milliseconds; -Infinity before the first. */
  newestAt: number;
  /** States of the processors, by name; absent before the first event. */
  readonly states: Map<string, unknown>;
  /** The deadline of each processor that is in the queue. */
  readonly queuedAt: Map<string, number>;
  readonly identities: Map<number, IdentitySegment>;
  /** Windows of each summary, by the start of their piece of time. */
  readonly windows: Map<string, Map<number, WindowSegment>>;
  /** Windows of each summary that are not closed. */
  readonly open: Map<string, Window[]>;
}

interface PackedKey {
  readonly newestAt: number | null;
  readonly states: Readonly<Record<string, unknown>>;
}

/** A key that was never seen, or as its bytes say. */
export function createKeyState(key: string, bytes: Buffer | null = null): KeyState {
  const packed =
    bytes === null ? { newestAt: null, states: {} } : (JSON.parse(bytes.toString()) as PackedKey);
  return {
    address: { kind: 'key', key },
    key,
    newestAt: packed.newestAt ?? -Infinity,
    states: new Map(Object.entries(packed.states)),
    queuedAt: new Map(),
    identities: new Map(),
    windows: new Map(),
    open: new Map(),
    write() {
      const newestAt = Number.isFinite(this.newestAt) ? this.newestAt : null;
      return Buffer.from(
        JSON.stringify({ newestAt, states: Object.fromEntries(this.states) } satisfies PackedKey),
      );
    },
  };
}

/** The state of a processor for a key, or its initial one. */
export const stateOf = (keyState: KeyState, processor: Processor): unknown =>
  keyState.states.has(processor.name) ? keyState.states.get(processor.name) : processor.initialState();

/** The state of a key, made where the key was never seen. */
export function keyStateOf(keys: Map<string, KeyState>, key: string): KeyState {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const made = createKeyState(key);
  keys.set(key, made);
  return made;
}
