import type { Processor } from '../../core/define-processor.ts';
import type { Summary } from '../../core/define-summary.ts';
import type { Fold } from '../../core/define-set.ts';
import type { LogRecord } from '../../core/ports.ts';
import { lookAt, queueDeadline } from './apply-processor.ts';
import { stateOrThrow } from './apply-summary.ts';
import { buryAgain } from './bury.ts';
import type { DeadLetter } from './dead-letter.ts';
import { keyStateOf } from './key-state.ts';
import { redriveRecord, redriveStatement } from './redrive-record.ts';
import { settle } from './settle.ts';
import { findWindow } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Tries again what a fold has failed at. Where it fails once more, the dead letter stays outstanding, and a further
 * record in the dead-letter topic says why this time.
 */
export function redrive(task: TaskContext, fold: Fold, letter: DeadLetter, record: LogRecord): void {
  const { work } = letter;
  switch (work.kind) {
    case 'record': {
      redriveRecord(task, fold, letter, record);
      return;
    }
    case 'statement': {
      if (fold.kind === 'summary') redriveStatement(task, fold, letter, record);
      return;
    }
    case 'deadline': {
      if (fold.kind === 'processor') redriveDeadline(task, fold, letter, work.at, record);
      return;
    }
    case 'window': {
      if (fold.kind === 'summary') redriveWindow(task, fold, letter, work, record);
      return;
    }
    default:
      return work satisfies never;
  }
}

/**
 * Looks at a state at the deadline that failed. What follows was caused by the release: the ids of the tick are taken
 * by what else it caused.
 */
function redriveDeadline(
  task: TaskContext,
  processor: Processor,
  letter: DeadLetter,
  at: number,
  record: LogRecord,
): void {
  const keyState = keyStateOf(task.keys, letter.key ?? '');
  try {
    lookAt(task, processor, keyState, at);
  } catch (error) {
    buryAgain(task, processor, letter, record, error);
    return;
  }
  // A state that has changed has settled it already.
  if (!letter.forgotten) settle(task, letter);
  queueDeadline(task, processor, keyState);
}

/** States a window that could not be stated; caused by the release, like a deadline. */
function redriveWindow(
  task: TaskContext,
  summary: Summary,
  letter: DeadLetter,
  { startsAt, group }: { readonly startsAt: number; readonly group: string },
  record: LogRecord,
): void {
  const keyState = keyStateOf(task.keys, letter.key ?? '');
  const keyWindow = findWindow(summary, keyState, startsAt, group);
  try {
    stateOrThrow(task, summary, keyWindow, keyWindow.window.closed);
  } catch (error) {
    buryAgain(task, summary, letter, record, error);
    return;
  }
  settle(task, letter);
}
