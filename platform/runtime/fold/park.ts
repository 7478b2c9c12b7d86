import type { Processor } from '../../core/define-processor.ts';
import { TachoError } from '../../core/errors.ts';
import type { LogRecord } from '../../core/ports.ts';
import { createParked } from './dead-letter.ts';
import { originOf } from './divert-record.ts';
import { countsOf } from './fold-counts.ts';
import type { TaskContext } from './task-context.ts';

/** So many events of a partition may wait for a processor unless it says otherwise. */
const MOST_WAITING = 10_000;

/** Lets an event wait behind a dead letter of its key; throws where too many wait already. */
export function park(task: TaskContext, processor: Processor, key: string, record: LogRecord): void {
  const { waitAtMost = MOST_WAITING } = processor;
  if (task.letters.parkedFor(processor.name) >= waitAtMost)
    throw new TachoError(
      'too-many-waiting',
      `${processor.name} holds ${waitAtMost}; the next would be ${originOf(task, record)}.`,
    );
  const parked = createParked(
    processor.name,
    key,
    task.letters.nextOrder(processor.name, key),
    untouched(record),
  );
  task.letters.park(parked);
  task.changed.mark(parked);
  task.counts.parked += 1;
  countsOf(task.counts, processor).waiting += 1;
}

/** A fetched record is part of a batch, which would be held with it. */
const untouched = ({ offset, appendedAt, key, value, headers }: LogRecord): LogRecord => ({
  offset,
  appendedAt,
  key,
  value: value === null ? null : Buffer.from(value),
  headers,
});
