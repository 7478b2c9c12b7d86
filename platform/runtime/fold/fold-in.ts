import type { Fold } from '../../core/define-set.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { applyProcessor } from './apply-processor.ts';
import { applySummary } from './apply-summary.ts';
import { bury } from './bury.ts';
import { countsOf } from './fold-counts.ts';
import { holdsUp } from './holds-up.ts';
import type { KeyState } from './key-state.ts';
import { park } from './park.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Applies an event to one fold; what the fold cannot process becomes a dead letter, and where the fold asks for it,
 * later events of the key wait behind that. `order`: its place among those, if it was one.
 */
export function foldIn(
  task: TaskContext,
  fold: Fold,
  keyState: KeyState,
  record: LogRecord,
  event: DecodedEvent,
  order?: number,
): void {
  const { key } = keyState;
  if (fold.kind === 'processor' && holdsUp(task, fold, key, order)) {
    park(task, fold, key, record);
    return;
  }
  try {
    applyTo(task, fold, keyState, event);
  } catch (error) {
    bury(task, fold, { record, key, work: { kind: 'record' }, verdict: 'new', order, error });
    return;
  }
  countsOf(task.counts, fold).applied += 1;
}

/** Lets a fold see an event; nothing has changed where it throws. */
export function applyTo(task: TaskContext, fold: Fold, keyState: KeyState, event: DecodedEvent): void {
  if (fold.kind === 'summary') applySummary(task, fold, keyState, event.data);
  else applyProcessor(task, fold, keyState, event.name, event.data);
}
