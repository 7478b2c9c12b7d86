import type { Projection } from '../../core/define-projection.ts';
import type { NewRecord } from '../../core/ports.ts';
import { setId, type Names } from '../../core/topic-names.ts';
import type { DeadRecord } from './batch.ts';

/** A dead letter: the record untouched, with where it came from, who could not process it, and why. */
export const deadLetter = (
  names: Names,
  projection: Projection,
  topic: string,
  { partition, offset, record, reason }: DeadRecord,
): NewRecord => ({
  topic: names.dead(projection.name),
  partition,
  key: record.key,
  value: record.value,
  headers: {
    ...record.headers,
    'dead-origin': `${topic}/${partition}/${offset}`,
    'dead-fold': setId(projection),
    'dead-reason': reason,
  },
});
