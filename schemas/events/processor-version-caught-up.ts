import { defineEvent } from '../../platform/core/define-event.ts';
import { int, listOf, long, text } from '../../platform/core/fields.ts';

/** A version that runs beside another one has reached the end of what it reads. */
export const ProcessorVersionCaughtUp = defineEvent({
  name: 'ProcessorVersionCaughtUp',
  version: 1,
  doc: 'A version that runs beside another one has reached the end of what it reads: what reads its topics may be rebuilt.',
  topic: 'processor-versions',
  key: 'processor',
  fields: {
    processor: text('Name of the processor'),
    processorVersion: int('The version as which it runs', { minimum: 1 }),
    topics: listOf(text('Noun of a topic'), 'The topics that it writes to'),
    reached: listOf(long('An offset'), 'By partition of the source, the offset that it has reached'),
  },
  example: {
    eventId: 'b1d3a5c0-93a5-5e07-8a0a-40f7b5b0c7a1',
    receivedAt: Date.UTC(2016, 10, 27, 6, 20),
    processor: 'summarize-vehicle-minutes',
    processorVersion: 2,
    topics: ['vehicle-minutes.v2'],
    reached: [412_310, 411_020],
  },
});
