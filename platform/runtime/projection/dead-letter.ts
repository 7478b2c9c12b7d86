import type { NewRecord } from '../../core/ports.ts';
import type { DeadRecord } from './batch.ts';

/** A dead letter: the record untouched, with where it came from and why it could not be processed. */
export const deadLetter = (
  deadTopic: string,
  topic: string,
  { partition, offset, record, reason }: DeadRecord,
): NewRecord => ({
  topic: deadTopic,
  partition,
  key: record.key,
  value: record.value,
  headers: { ...record.headers, 'dead-origin': `${topic}/${partition}/${offset}`, 'dead-reason': reason },
});
