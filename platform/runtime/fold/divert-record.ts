import type { Fold } from '../../core/define-set.ts';
import type { LogRecord } from '../../core/ports.ts';
import type { TaskContext } from './task-context.ts';

/** Writes a report that came too late for some folds to the late lane. */
export function sendToLateLane(task: TaskContext, record: LogRecord, folds: readonly Fold[]): void {
  task.emit('late', {
    topic: task.names.topicName('late'),
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      'late-for': folds.map(({ name }) => name).join(','),
      'late-origin': originOf(task, record),
    },
  });
}

/** Where a record of the task's source stands. */
export const originOf = (task: TaskContext, record: LogRecord): string =>
  `${task.names.topicName(task.set.source)}/${task.partition}/${record.offset}`;
