import type { Summary } from '../../core/define-summary.ts';
import type { LogRecord } from '../../core/ports.ts';
import { laneOf, waitAgain } from './apply-lane.ts';
import { queueDeadline } from './apply-processor.ts';
import { keepOpen } from './apply-summary.ts';
import { createDeadLetter, parseDeadLetter, parseParked } from './dead-letter.ts';
import { FoldState } from './fold-state.ts';
import { identityPieceOf, occurredAtOf } from './judge-report.ts';
import { createKeyState, keyStateOf } from './key-state.ts';
import { parseLane } from './lane.ts';
import type { Segment } from './segment.ts';
import { parseSegmentKey, type SegmentAddress } from './segment-key.ts';
import type { TaskContext } from './task-context.ts';
import { hasOpenWindows, WindowSegment } from './window-segment.ts';

/** Records of the source that wait for their turn, by offset: the changelog only names them. */
export type Recalled = ReadonlyMap<number, LogRecord>;

/** The offsets of the source that a changelog names. */
export function waitingOffsets(segments: ReadonlyMap<string, Buffer>): Set<number> {
  const offsets = new Set<number>();
  for (const [name, bytes] of segments) {
    if (!name.startsWith('lane/')) continue;
    for (const offset of parseLane(bytes).slice(1)) if (offset !== null) offsets.add(offset);
  }
  return offsets;
}

/** The values of events that wait in a changelog: their schemas must be known before they can have their turn. */
export const parkedValues = (segments: ReadonlyMap<string, Buffer>): (Buffer | null)[] =>
  Array.from(segments, ([name, bytes]) => {
    const address = name.startsWith('parked/') ? parseSegmentKey(name) : null;
    return address?.kind === 'parked' ? parseParked(address.fold, address.offset, bytes).record.value : null;
  });

const FIRST = ['key/', 'dead/', 'parked/'] as const;

/** Fills a task with the segments of its changelog, the newest of each, and queues their deadlines. */
export function restoreTask(
  task: TaskContext,
  segments: ReadonlyMap<string, Buffer>,
  recalled: Recalled,
): void {
  // What is known of a key first, and what has failed: its other segments hang on them.
  for (const [name, bytes] of segments) {
    if (!FIRST.some((start) => name.startsWith(start))) continue;
    const address = parseSegmentKey(name);
    if (address.kind === 'key')
      task.keys.set(address.key, noted(task, createKeyState(address.key, bytes), bytes));
    if (address.kind === 'dead') {
      const { fold, offset, index } = address;
      task.letters.add(noted(task, createDeadLetter(fold, offset, index, parseDeadLetter(bytes)), bytes));
    }
    if (address.kind === 'parked')
      task.letters.park(noted(task, parseParked(address.fold, address.offset, bytes), bytes));
  }
  for (const [name, bytes] of segments) restoreSegment(task, parseSegmentKey(name), bytes, recalled);
  for (const keyState of task.keys.values())
    for (const fold of task.set.folds) if (fold.kind === 'processor') queueDeadline(task, fold, keyState);
}

/** A segment that stands in the changelog with these bytes. */
function noted<S extends Segment>({ sizes }: TaskContext, segment: S, bytes: Buffer): S {
  sizes.note(segment, bytes);
  return segment;
}

function restoreSegment(task: TaskContext, address: SegmentAddress, bytes: Buffer, recalled: Recalled): void {
  switch (address.kind) {
    case 'task':
    case 'key':
    case 'dead':
    case 'parked':
      return;
    case 'state': {
      restoreState(task, address, bytes);
      return;
    }
    case 'lane': {
      restoreLane(task, address, bytes, recalled);
      return;
    }
    case 'identities':
      noted(task, identityPieceOf(keyStateOf(task.keys, address.key), address.start, bytes), bytes);
      return;
    case 'windows': {
      restoreWindows(task, address, bytes);
      return;
    }
    default:
      return address satisfies never;
  }
}

function restoreState(
  task: TaskContext,
  { fold, key }: SegmentAddress & { readonly kind: 'state' },
  bytes: Buffer,
): void {
  const keyState = keyStateOf(task.keys, key);
  const name = nameIn(task, fold);
  keyState.states.set(name, noted(task, FoldState.restored(name, keyState.key, bytes), bytes));
}

function restoreLane(
  task: TaskContext,
  { key, graceMs }: SegmentAddress & { readonly kind: 'lane' },
  bytes: Buffer,
  recalled: Recalled,
): void {
  const [passedAt, ...offsets] = parseLane(bytes);
  const keyState = keyStateOf(task.keys, key);
  noted(task, laneOf(keyState, graceMs, passedAt), bytes);
  for (const offset of offsets) {
    const record = recalled.get(offset) ?? failWithout(offset);
    const event = task.codec.decode(record.value);
    waitAgain(task, keyState, graceMs, { record, event, occurredAt: occurredAtOf(event) });
  }
}

function failWithout(offset: number): never {
  throw new Error(`record ${offset} waits for its turn, but was not read again`);
}

function restoreWindows(
  task: TaskContext,
  address: SegmentAddress & { readonly kind: 'windows' },
  bytes: Buffer,
): void {
  const summary = summaryOf(task, address.fold);
  if (summary === undefined)
    throw new Error(`the changelog holds windows of ${address.fold}, which the set lacks`);
  const keyState = keyStateOf(task.keys, address.key);
  const own = { ...address, fold: summary.name, key: keyState.key };
  const segment = noted(task, new WindowSegment(own, bytes), bytes);
  const segments = keyState.windows.get(summary.name) ?? new Map<number, WindowSegment>();
  keyState.windows.set(summary.name, segments.set(address.start, segment));
  if (!hasOpenWindows(bytes)) return;
  for (const window of segment.all())
    if (!window.closed) keepOpen(task, summary, { keyState, segment, window });
}

/** The set's own text: one that is cut out of a changelog key keeps the whole key in memory. */
const nameIn = ({ set }: TaskContext, name: string): string =>
  set.folds.find((fold) => fold.name === name)?.name ?? name;

const summaryOf = ({ set }: TaskContext, name: string): Summary | undefined =>
  set.folds.find((fold): fold is Summary => fold.kind === 'summary' && fold.name === name);
