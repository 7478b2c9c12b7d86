import { defineEvent } from '../../platform/core/define-event.ts';
import { group, int, listOf, long, text, timestamp } from '../../platform/core/fields.ts';

/** A second went by: time, as an event in the log, so that every replay sees it at the same place. */
export const TimePassed = defineEvent({
  name: 'TimePassed',
  version: 1,
  doc: 'Time went by up to a slot. The scheduler appends it to every partition of the source topic; a set of folds forwards it to every partition it writes to, after all that it caused.',
  topic: 'telemetry',
  key: null,
  fields: {
    slotAt: timestamp('The scheduled instant that has passed; UTC milliseconds'),
    source: text('Who says so: `scheduler`, or name and version of the set that forwards it'),
    sourcePartition: int('The partition that the forwarding task reads; -1 for the scheduler'),
    sourcePartitions: int('How many tasks of that source write to this partition; 1 for the scheduler'),
    sourceOffset: long('The offset of the tick that the task forwards; -1 for the scheduler'),
    includes: listOf(
      group(
        'Included',
        {
          partition: int('Partition of the telemetry topic'),
          offset: long('All records of it below this offset are folded into what stands before this tick'),
          duplicates: long('Duplicates found there so far'),
          late: long('Late reports found there so far'),
        },
        'How far a partition of the telemetry topic is included',
      ),
      'What is folded into all that stands before this tick; empty for the scheduler',
    ),
  },
  example: {
    eventId: '2c1f6c0e-6a55-5b1c-8f0a-5f3ed1f0c9aa',
    receivedAt: Date.UTC(2016, 10, 25, 17, 54, 0),
    slotAt: Date.UTC(2016, 10, 25, 17, 54, 0),
    source: 'vehicles-v1',
    sourcePartition: 3,
    sourcePartitions: 8,
    sourceOffset: 181,
    includes: [{ partition: 3, offset: 182, duplicates: 2, late: 0 }],
  },
});
