import type { Fold } from '../../core/define-set.ts';
import { TachoError } from '../../core/errors.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { applyProcessor } from './apply-processor.ts';
import { applySummary } from './apply-summary.ts';
import { sendToDeadLetters } from './divert-record.ts';
import { countsOf } from './fold-counts.ts';
import type { KeyState } from './key-state.ts';
import type { TaskContext } from './task-context.ts';

/** Applies an event to one fold; what the fold cannot process becomes a dead letter. */
export function foldIn(
  task: TaskContext,
  fold: Fold,
  keyState: KeyState,
  record: LogRecord,
  event: DecodedEvent,
): void {
  try {
    if (fold.kind === 'summary') applySummary(task, fold, keyState, event.data);
    else applyProcessor(task, fold, keyState, event.name, event.data);
    countsOf(task.counts, fold).applied += 1;
    task.deadInARow.delete(fold);
  } catch (error) {
    if (error instanceof TachoError) throw error;
    sendToDeadLetters(task, record, fold, error);
  }
}
