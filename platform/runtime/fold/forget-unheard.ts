import type { Processor } from '../../core/define-processor.ts';
import type { Summary } from '../../core/define-summary.ts';
import { days } from '../../core/durations.ts';
import { holdsUp } from './holds-up.ts';
import { heardAtMost } from './hear-key.ts';
import type { KeyState } from './key-state.ts';
import { settleDeadline, startsOutstanding } from './settle.ts';
import { forgetUntouchedSegments } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

const FORGET_STATE_AFTER_MS = days(30);
/** As long as tables keep their rows. */
const FORGET_TOTALS_AFTER_MS = days(400);

/**
 * Forgets what nothing was heard of for as long as its declaration says, in the time of the ticks: states of
 * processors, totals of later stages, and there the keys of which nothing is left. What a first stage remembers of
 * reports is bounded by the key's own clock.
 */
export function forgetUnheard(task: TaskContext, now: number): void {
  for (const keyState of task.keys.values()) {
    for (const fold of task.set.folds)
      if (fold.kind === 'processor') forgetState(task, fold, keyState, now);
      else forgetTotals(task, fold, keyState, now);
    // A first stage needs the newest instant of a key to tell what is late, however long ago that was.
    if (task.set.stage === 'later' && holdsNothing(keyState)) forgetKey(task, keyState);
  }
}

function forgetState(task: TaskContext, processor: Processor, keyState: KeyState, now: number): void {
  const state = keyState.states.get(processor.name);
  const { forgetAfterMs = FORGET_STATE_AFTER_MS } = processor;
  if (state === undefined || heardAtMost(keyState) + forgetAfterMs >= now) return;
  if (holdsUp(task, processor, keyState.key)) return;
  keyState.states.delete(processor.name);
  keyState.queuedAt.delete(processor.name);
  settleDeadline(task, processor.name, keyState.key);
  state.forgotten = true;
  task.changed.mark(state);
}

function forgetTotals(task: TaskContext, summary: Summary, keyState: KeyState, now: number): void {
  const { horizonMs, forgetAfterMs = FORGET_TOTALS_AFTER_MS } = summary.window;
  if (horizonMs !== null && task.set.stage === 'first') return;
  const kept = startsOutstanding(task, summary.name, keyState.key);
  for (const segment of forgetUntouchedSegments(summary, keyState, kept, now - forgetAfterMs))
    task.changed.mark(segment);
}

const holdsNothing = ({ states, windows }: KeyState): boolean =>
  states.size === 0 && [...windows.values()].every(({ size }) => size === 0);

function forgetKey(task: TaskContext, keyState: KeyState): void {
  task.keys.delete(keyState.key);
  keyState.forgotten = true;
  task.changed.mark(keyState);
}
