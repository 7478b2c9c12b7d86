import { days, hours } from '../../core/durations.ts';
import type { Fold } from '../../core/define-set.ts';
import type { DecodedEvent } from '../../core/ports.ts';
import { closePassedWindows } from './apply-summary.ts';
import { chill, IDENTITY_PIECE_MS, markOf, pieceOf, remember } from './identity-memory.ts';
import { IdentitySegment } from './identity-segment.ts';
import type { KeyState } from './key-state.ts';
import { startsOutstanding } from './settle.ts';
import { forgetOldSegments } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

/** What is beyond the horizon is looked for once in so much of the key's own time: all that is held is gone through. */
const FORGET_EVERY_MS = hours(1);

/** How long identities are remembered, in the key's own time, where no summary asks for more. */
const DEFAULT_HORIZON_MS = days(2);

/** How long the identities of a set's keys are remembered, milliseconds. */
export const horizonOf = (folds: readonly Fold[]): number =>
  Math.max(
    DEFAULT_HORIZON_MS,
    ...folds.map((fold) => (fold.kind === 'summary' ? (fold.window.horizonMs ?? 0) : 0)),
  );

/** First in the log wins: says whether the identity is new, and moves the key's own clock on. */
export function judgeReport(
  task: TaskContext,
  keyState: KeyState,
  event: DecodedEvent,
  horizonMs: number,
): 'new' | 'duplicate' | 'late' {
  const occurredAt = occurredAtOf(event);
  const start = pieceOf(occurredAt);
  if (start + IDENTITY_PIECE_MS + horizonMs < keyState.newestAt) return 'late';
  const piece = identityPieceOf(keyState, start);
  if (!remember(piece, markOf(occurredAt, event.data.eventId))) {
    if (!piece.isNewest) chill(piece);
    return 'duplicate';
  }
  task.changed.mark(piece);
  if (occurredAt > keyState.newestAt) moveOn(task, keyState, occurredAt, horizonMs);
  return 'new';
}

/** When a report happened, by the device's clock; UTC milliseconds. */
export const occurredAtOf = ({ data }: DecodedEvent): number =>
  (data as unknown as { readonly occurredAt: number }).occurredAt;

function moveOn(task: TaskContext, keyState: KeyState, newestAt: number, horizonMs: number): void {
  const forgets = Math.floor(newestAt / FORGET_EVERY_MS) !== Math.floor(keyState.newestAt / FORGET_EVERY_MS);
  const last = keyState.identities.get(pieceOf(keyState.newestAt));
  keyState.newestAt = newestAt;
  if (last?.isNewest === false) chill(last);
  task.changed.mark(keyState);
  for (const fold of task.set.folds) {
    if (fold.kind !== 'summary') continue;
    closePassedWindows(task, fold, keyState);
    if (!forgets) continue;
    const kept = startsOutstanding(task, fold.name, keyState.key);
    for (const segment of forgetOldSegments(fold, keyState, kept)) task.changed.mark(segment);
  }
  if (forgets) forgetOldIdentities(task, keyState, horizonMs);
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
  const piece = new IdentitySegment(keyState, start, bytes);
  keyState.identities.set(start, piece);
  return piece;
}
