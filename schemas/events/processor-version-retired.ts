import { defineEvent } from '../../platform/core/define-event.ts';
import { int, text, wordOf } from '../../platform/core/fields.ts';

/** A version that ran beside another one runs no more. */
export const ProcessorVersionRetired = defineEvent({
  name: 'ProcessorVersionRetired',
  version: 1,
  doc: 'A version that ran beside another one runs no more; what it wrote stays, and its number is not used again.',
  topic: 'processor-versions',
  key: 'processor',
  fields: {
    processor: text('Name of the processor'),
    processorVersion: int('The version as which it ran', { minimum: 1 }),
    reason: wordOf(['cancelled', 'retired'], 'Cancelled before it had caught up, or retired afterwards'),
  },
  example: {
    eventId: '0a4a3f1c-7c58-5d1f-a0fb-2a8f2c8a6f11',
    receivedAt: Date.UTC(2016, 11, 4, 6),
    processor: 'summarize-vehicle-minutes',
    processorVersion: 2,
    reason: 'retired',
  },
});
