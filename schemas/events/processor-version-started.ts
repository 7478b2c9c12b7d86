import { defineEvent } from '../../platform/core/define-event.ts';
import { group, int, listOf, long, longText, optional, text, timestamp } from '../../platform/core/fields.ts';

/** A version of a processor begins to run beside the one that is there. */
export const ProcessorVersionStarted = defineEvent({
  name: 'ProcessorVersionStarted',
  version: 1,
  doc: 'A version of a processor begins to run beside the one that is there, with topics of its own.',
  topic: 'processor-versions',
  key: 'processor',
  fields: {
    processor: text('Name of the processor'),
    processorVersion: int('The version as which it runs', { minimum: 1 }),
    source: text('Noun of the topic that it reads'),
    speaksFrom: optional(
      timestamp(
        'It says nothing of what was appended before, UTC milliseconds; null: it begins at the beginning',
      ),
    ),
    places: listOf(
      group(
        'VersionPlace',
        {
          reads: long('The offset with which it begins'),
          speaks: long('The first offset of whose consequences it speaks'),
        },
        'Its places in a partition of the source',
      ),
      'By partition of the source, where it begins',
    ),
    rules: longText('The rules that it is made with, JSON'),
  },
  example: {
    eventId: '3a0b9ac2-1dcb-5b0e-9e69-35f2e1a0f0de',
    receivedAt: Date.UTC(2016, 10, 27, 6),
    processor: 'summarize-vehicle-minutes',
    processorVersion: 2,
    source: 'telemetry',
    speaksFrom: Date.UTC(2016, 10, 25),
    places: [
      { reads: 120_400, speaks: 310_070 },
      { reads: 119_912, speaks: 309_555 },
    ],
    rules: '{"speedLimitMps":27.8}',
  },
});
