import { days } from '../../core/durations.ts';
import { consumedBy, type Fold } from '../../core/define-set.ts';
import { messageOf, TachoError } from '../../core/errors.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { applyProcessor } from './apply-processor.ts';
import { applySummary, closePassedWindows } from './apply-summary.ts';
import type { FoldCounts } from './fold-counts.ts';
import { chill, IDENTITY_PIECE_MS, markOf, pack, pieceOf, remember } from './identity-memory.ts';
import { keyStateOf, type IdentitySegment, type KeyState } from './key-state.ts';
import { forgetOldSegments, isLate } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

/** How long identities are remembered, in the key's own time, where no summary asks for more. */
const DEFAULT_HORIZON_MS = days(2);
/** More failures than this one after the other are not poison but a fault of ours. */
const MAX_DEAD_IN_A_ROW = 100;

/** Applies events to all folds of a set. */
export interface EventApplier {
  apply(record: LogRecord, event: DecodedEvent): void;
  /** Diverts a record that cannot be read, for every fold. */
  divert(record: LogRecord, error: unknown): void;
}

/** Applies events of a task: duplicates and lateness are decided first, once, for all folds. */
export function createEventApplier(task: TaskContext): EventApplier {
  const horizonMs = Math.max(DEFAULT_HORIZON_MS, ...task.set.folds.map(horizonOf));
  const consumers = consumersByEvent(task.set.folds);
  const countOf = (fold: Fold): FoldCounts => task.counts.folds[fold.name] ?? failUnknownFold(fold);
  // By fold: one that fails at everything is not excused by others of its set that do not.
  const deadInARow = new Map<Fold, number>();

  const die = (record: LogRecord, fold: Fold, error: unknown): void => {
    countOf(fold).dead += 1;
    const inARow = (deadInARow.get(fold) ?? 0) + 1;
    deadInARow.set(fold, inARow);
    if (inARow > MAX_DEAD_IN_A_ROW)
      throw new TachoError(
        'too-many-dead-letters',
        `The last was at ${originOf(task, record)}: ${messageOf(error)}`,
      );
    task.emit(`${fold.name}.dead`, {
      topic: task.names.dead(fold.name),
      partition: task.partition,
      key: record.key,
      value: record.value,
      headers: { ...record.headers, 'dead-origin': originOf(task, record), 'dead-reason': messageOf(error) },
    });
  };
  const ignore = (consuming: readonly Fold[]): void => {
    for (const fold of task.set.folds) if (!consuming.includes(fold)) countOf(fold).ignored += 1;
  };
  const fold = (record: LogRecord, event: DecodedEvent, keyState: KeyState, each: Fold): 'late' | 'done' => {
    if (each.kind === 'summary' && isLate(each, each.at(event.data as never), keyState.newestAt)) {
      countOf(each).late += 1;
      return 'late';
    }
    try {
      if (each.kind === 'summary') applySummary(task, each, keyState, event.data);
      else applyProcessor(task, each, keyState, event.name, event.data);
      countOf(each).applied += 1;
      deadInARow.delete(each);
    } catch (error) {
      if (error instanceof TachoError) throw error;
      die(record, each, error);
    }
    return 'done';
  };

  return {
    divert(record, error) {
      for (const each of task.set.folds) die(record, each, error);
    },
    apply(record, event) {
      const consuming = consumers.get(event.name) ?? [];
      ignore(consuming);
      if (record.key === null) {
        for (const each of consuming) die(record, each, new Error('the record has no key'));
        return;
      }
      const keyState = keyStateOf(task.keys, record.key);
      if (task.set.stage === 'first') {
        const verdict = judge(task, keyState, event, horizonMs);
        if (verdict === 'duplicate') task.counts.duplicates += 1;
        if (verdict === 'late') sendToLateLane(task, record, consuming);
        if (verdict !== 'new') {
          for (const each of consuming) countOf(each)[verdict] += 1;
          return;
        }
      }
      const late = consuming.filter((each) => fold(record, event, keyState, each) === 'late');
      if (late.length > 0) sendToLateLane(task, record, late);
    },
  };
}

/** First in the log wins: says whether the identity is new, and moves the key's own clock on. */
function judge(
  task: TaskContext,
  keyState: KeyState,
  event: DecodedEvent,
  horizonMs: number,
): 'new' | 'duplicate' | 'late' {
  const { occurredAt } = event.data as unknown as { readonly occurredAt: number };
  const start = pieceOf(occurredAt);
  if (start + IDENTITY_PIECE_MS + horizonMs < keyState.newestAt) return 'late';
  const piece = identityPieceOf(keyState, start);
  if (!remember(piece, markOf(occurredAt, event.data.eventId))) {
    if (start !== pieceOf(keyState.newestAt)) chill(piece);
    return 'duplicate';
  }
  task.changed.mark(piece);
  if (occurredAt > keyState.newestAt) moveOn(task, keyState, occurredAt, horizonMs);
  return 'new';
}

function moveOn(task: TaskContext, keyState: KeyState, newestAt: number, horizonMs: number): void {
  const entersNewPiece = pieceOf(newestAt) !== pieceOf(keyState.newestAt);
  keyState.newestAt = newestAt;
  task.changed.mark(keyState);
  for (const fold of task.set.folds) {
    if (fold.kind !== 'summary') continue;
    closePassedWindows(task, fold, keyState);
    if (entersNewPiece) for (const segment of forgetOldSegments(fold, keyState)) task.changed.mark(segment);
  }
  if (entersNewPiece) forgetOldIdentities(task, keyState, horizonMs);
}

function forgetOldIdentities(task: TaskContext, keyState: KeyState, horizonMs: number): void {
  for (const [start, piece] of keyState.identities) {
    if (start + IDENTITY_PIECE_MS + horizonMs >= keyState.newestAt) continue;
    keyState.identities.delete(start);
    piece.forgotten = true;
    task.changed.mark(piece);
  }
}

/** The piece of a key's identities that begins at `start`, with what its bytes hold. */
export function identityPieceOf(
  keyState: KeyState,
  start: number,
  bytes: Buffer | null = null,
): IdentitySegment {
  const known = keyState.identities.get(start);
  if (known !== undefined) return known;
  const piece: IdentitySegment = {
    address: { kind: 'identities', key: keyState.key, start },
    marks: null,
    packed: bytes,
    forgotten: false,
    write() {
      if (this.forgotten) return null;
      const packed = pack(this);
      // Reports mostly come into the newest piece; the others need no set until somebody asks.
      if (start !== pieceOf(keyState.newestAt)) this.marks = null;
      return packed;
    },
  };
  keyState.identities.set(start, piece);
  return piece;
}

function sendToLateLane(task: TaskContext, record: LogRecord, folds: readonly Fold[]): void {
  task.counts.late += 1;
  task.emit('late', {
    topic: task.names.topic('late'),
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      'late-for': folds.map(({ name }) => name).join(','),
      'late-origin': originOf(task, record),
    },
  });
}

const originOf = (task: TaskContext, record: LogRecord): string =>
  `${task.names.topic(task.set.source)}/${task.partition}/${record.offset}`;

const horizonOf = (fold: Fold): number => (fold.kind === 'summary' ? (fold.window.horizonMs ?? 0) : 0);

function consumersByEvent(folds: readonly Fold[]): ReadonlyMap<string, readonly Fold[]> {
  const names = new Set(folds.flatMap((fold) => consumedBy(fold).map(({ name }) => name)));
  return new Map(
    Array.from(names, (name) => [
      name,
      folds.filter((fold) => consumedBy(fold).some((event) => event.name === name)),
    ]),
  );
}

function failUnknownFold(fold: Fold): never {
  throw new Error(`the task does not count ${fold.name}`);
}
