import type { DeadLetter } from './dead-letter.ts';
import type { TaskContext } from './task-context.ts';
import type { Window } from './window-segment.ts';

/** A dead letter is no longer outstanding. */
export function settle(task: TaskContext, letter: DeadLetter): void {
  task.letters.remove(letter);
  letter.forgotten = true;
  task.changed.mark(letter);
}

/** Whether a fold has failed at the deadline of a state that has not changed since: it is not looked at again. */
export const hasFailedAtDeadline = ({ letters }: TaskContext, fold: string, key: string): boolean =>
  letters.size > 0 && letters.of(fold, key).some(isDeadline);

/** The state has changed, so what failed at its deadline says nothing any more. */
export function settleDeadline(task: TaskContext, fold: string, key: string): void {
  if (task.letters.size > 0) settleThose(task, fold, key, isDeadline);
}

/** Whether a fold has failed to state a window that has not changed since: it is not stated again. */
export const hasFailedToState = (
  { letters }: TaskContext,
  fold: string,
  key: string,
  window: Window,
): boolean => letters.size > 0 && letters.of(fold, key).some((letter) => isStating(letter, window));

/** The window has changed, so that it failed before says nothing any more. */
export function settleStating(task: TaskContext, fold: string, key: string, window: Window): void {
  if (task.letters.size > 0) settleThose(task, fold, key, (letter) => isStating(letter, window));
}

/** Starts of the windows of a summary and key that wait to be stated by hand; they are not forgotten. */
export const startsOutstanding = ({ letters }: TaskContext, fold: string, key: string): readonly number[] =>
  letters.size === 0
    ? []
    : letters
        .of(fold, key)
        .flatMap(({ work, discarded }) => (work.kind === 'window' && !discarded ? [work.startsAt] : []));

const isDeadline = ({ work }: DeadLetter): boolean => work.kind === 'deadline';

const isStating = ({ work }: DeadLetter, { startsAt, group }: Window): boolean =>
  work.kind === 'window' && work.startsAt === startsAt && work.group === group;

function settleThose(
  task: TaskContext,
  fold: string,
  key: string,
  isIt: (letter: DeadLetter) => boolean,
): void {
  for (const letter of task.letters.of(fold, key).filter(isIt)) settle(task, letter);
}
