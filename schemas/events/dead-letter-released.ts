import { DEAD_LETTER_RELEASED } from '../../platform/core/dead-letter-release.ts';
import { defineEvent } from '../../platform/core/define-event.ts';
import { group, int, listOf, long, longText, oneOf, optional, text } from '../../platform/core/fields.ts';

/** An operator released a dead letter: as an event in the log, so that every replay says the same. */
export const DeadLetterReleased = defineEvent({
  name: DEAD_LETTER_RELEASED,
  version: 1,
  doc: 'An operator released a dead letter of one fold, or of one version of a projection: to be processed again, or to be given up. It is appended to the partition that the dead letter came from, and says something to that one reader only.',
  topic: 'telemetry',
  key: null,
  fields: {
    fold: text('The fold or projection that could not process it'),
    foldVersion: int('The version of that fold or projection'),
    originTopic: text('The topic of the record that could not be processed'),
    originPartition: int('Its partition'),
    originOffset: long('Its offset'),
    originIndex: int('Tells apart what a fold could not process of one record; 0 for the first'),
    action: oneOf('DeadLetterAction', ['redrive', 'discard'], 'Whether it is processed again or given up'),
    originKey: optional(longText('The key of that record')),
    valueBase64: optional(longText('The value of the dead letter, untouched, in base64')),
    headers: listOf(
      group(
        'DeadLetterHeader',
        { name: text('Name'), text: longText('What the header says') },
        'A header of the dead letter',
      ),
      'The headers of the record as it came',
    ),
  },
  example: {
    eventId: '0f5c2d0c-7a9e-5d5c-9d2c-6a1f7b0d4e11',
    receivedAt: Date.UTC(2016, 10, 26, 6),
    fold: 'detect-fault-changes',
    foldVersion: 1,
    originTopic: 'tacho.telemetry',
    originPartition: 3,
    originOffset: 4711,
    originIndex: 0,
    originKey: '8940',
    action: 'redrive',
    valueBase64: 'AAAAAAM=',
    headers: [{ name: 'ce_id', text: '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2b' }],
  },
});
