import type { NewRecord } from '../../core/ports.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Throws where a record of a co-partitioned topic has another key than what it follows from: it would stand in a
 * partition that no tick of this task speaks for.
 */
export function failIfAstray(
  { coPartitioned }: Pick<TaskContext, 'coPartitioned'>,
  key: string,
  topic: string,
  record: NewRecord,
): void {
  if (record.key === key || !coPartitioned.has(topic)) return;
  throw new Error(`an event for ${topic} has key ${record.key ?? 'null'}, but follows from ${key}`);
}
