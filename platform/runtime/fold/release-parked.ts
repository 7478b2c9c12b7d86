import type { Processor } from '../../core/define-processor.ts';
import { countsOf } from './fold-counts.ts';
import { foldIn } from './fold-in.ts';
import { holdsUp } from './holds-up.ts';
import type { KeyState } from './key-state.ts';
import type { TaskContext } from './task-context.ts';

/** Applies the events that waited, in their order, until one of them fails or the next dead letter comes. */
export function releaseParked(task: TaskContext, processor: Processor, keyState: KeyState): void {
  const { key } = keyState;
  for (;;) {
    const parked = task.letters.firstParked(processor.name, key);
    if (parked === undefined || holdsUp(task, processor, key, parked.order)) return;
    task.letters.unpark(parked);
    parked.forgotten = true;
    task.changed.mark(parked);
    task.counts.parked -= 1;
    countsOf(task.counts, processor).waiting -= 1;
    const event = task.codec.decode(parked.record.value);
    const { eventId, receivedAt } = event.data;
    task.output.during({ record: parked.record, eventId, receivedAt }, () =>
      foldIn(task, processor, keyState, parked.record, event, parked.order),
    );
  }
}
