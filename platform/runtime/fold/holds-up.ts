import type { Fold } from '../../core/define-set.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Whether a dead letter of a key holds up what comes after it, where its processor asks for that: events wait, and so
 * does the deadline of the state, since what waits might have moved it. What failed at a deadline holds nothing up.
 */
export function holdsUp(task: TaskContext, fold: Fold, key: string, order = Infinity): boolean {
  if (task.letters.size === 0 || fold.kind === 'summary' || fold.afterDeadLetter !== 'wait') return false;
  return task.letters
    .of(fold.name, key)
    .some((letter) => letter.work.kind === 'record' && letter.order < order);
}
