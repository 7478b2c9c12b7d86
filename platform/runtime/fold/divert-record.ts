import type { Fold } from '../../core/define-set.ts';
import { messageOf, TachoError } from '../../core/errors.ts';
import type { LogRecord } from '../../core/ports.ts';
import { countsOf } from './fold-counts.ts';
import type { TaskContext } from './task-context.ts';

/** More failures than this one after the other are not poison but a fault of ours. */
const MAX_DEAD_IN_A_ROW = 100;

/** Writes a record that a fold could not process to its dead letters; throws where there are too many of them. */
export function sendToDeadLetters(task: TaskContext, record: LogRecord, fold: Fold, error: unknown): void {
  countsOf(task.counts, fold).dead += 1;
  // By fold: one that fails at everything is not excused by others of its set that do not.
  const inARow = (task.deadInARow.get(fold) ?? 0) + 1;
  task.deadInARow.set(fold, inARow);
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
}

/** Writes a report that came too late for some folds to the late lane. */
export function sendToLateLane(task: TaskContext, record: LogRecord, folds: readonly Fold[]): void {
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
