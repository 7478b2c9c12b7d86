import type { Processor } from '../../core/define-processor.ts';
import type { IdentitySegment } from './identity-segment.ts';
import type { Lane } from './lane.ts';
import { FoldState } from './fold-state.ts';
import type { RecentEvents } from './recent-events.ts';
import type { Segment } from './segment.ts';
import type { Window, WindowSegment } from './window-segment.ts';

/** All that a task holds of one key. */
export interface KeyState extends Segment {
  readonly key: string;
  /** The newest `occurredAt` of the key, UTC milliseconds; -Infinity before the first. */
  newestAt: number;
  /** The newest `receivedAt` of the key, UTC milliseconds; -Infinity before the first. */
  heardAt: number;
  forgotten: boolean;
  /** What came of late; null before the first event since the task took over. */
  recent: RecentEvents | null;
  /** States of the processors, by name; absent before the first event. */
  readonly states: Map<string, FoldState>;
  /** The first deadline of each fold, by its name, that is in the queue. */
  readonly queuedAt: Map<string, number>;
  /** Reports that wait for older ones, by how long they wait. */
  readonly lanes: Map<number, Lane>;
  readonly identities: Map<number, IdentitySegment>;
  /** Windows of each summary, by the start of their piece of time. */
  readonly windows: Map<string, Map<number, WindowSegment>>;
  /** Windows of each summary that are not closed. */
  readonly open: Map<string, Window[]>;
}

type PackedKey = readonly [newestAt: number | null, heardAt: number | null];

/** A key that was never seen, or as its bytes say. */
export function createKeyState(key: string, bytes: Buffer | null = null): KeyState {
  const [newestAt, heardAt] = bytes === null ? [null, null] : (JSON.parse(bytes.toString()) as PackedKey);
  return {
    address: { kind: 'key', key },
    writtenBytes: 0,
    key,
    newestAt: newestAt ?? -Infinity,
    heardAt: heardAt ?? -Infinity,
    forgotten: false,
    recent: null,
    states: new Map(),
    queuedAt: new Map(),
    lanes: new Map(),
    identities: new Map(),
    windows: new Map(),
    open: new Map(),
    write() {
      if (this.forgotten) return null;
      return Buffer.from(JSON.stringify([finite(this.newestAt), finite(this.heardAt)] satisfies PackedKey));
    },
  };
}

const finite = (instant: number): number | null => (Number.isFinite(instant) ? instant : null);

/** The state of a processor for a key, or its initial one. */
export function stateOf(keyState: KeyState, processor: Processor): unknown {
  const state = keyState.states.get(processor.name);
  return state === undefined ? processor.initialState() : state.value;
}

/** The same for whoever looks once: a state that was restored stays bytes. */
export function glanceAt(keyState: KeyState, processor: Processor): unknown {
  const state = keyState.states.get(processor.name);
  return state === undefined ? processor.initialState() : state.glance();
}

/** Gives a processor a new state for a key; its segment has changed. */
export function changeState(keyState: KeyState, processor: Processor, value: unknown): FoldState {
  const known = keyState.states.get(processor.name);
  if (known !== undefined) {
    known.value = value;
    return known;
  }
  const made = FoldState.of(processor.name, keyState.key, value);
  keyState.states.set(processor.name, made);
  return made;
}

/** The state of a key, made where the key was never seen. */
export function keyStateOf(keys: Map<string, KeyState>, key: string): KeyState {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const made = createKeyState(key);
  keys.set(key, made);
  return made;
}
