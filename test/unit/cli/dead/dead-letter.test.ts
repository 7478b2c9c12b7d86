import { describe, expect, test } from 'vitest';
import { deadLetterIdOf, parseBuriedRecord } from '../../../../cli/dead/dead-letter.ts';
import {
  formatDeadLetter,
  letterAsJson,
  tableOfDeadLetters,
} from '../../../../cli/dead/format-dead-letters.ts';
import type { FoundLetter } from '../../../../cli/dead/read-dead-letters.ts';
import { codec, fault, recordOf } from '../../../support/said.ts';

const headers = {
  ce_id: '7',
  'dead-origin': 'tacho.telemetry/3/4711',
  'dead-index': '1',
  'dead-fold': 'detect-speeding-v2',
  'dead-key': '8940',
  'dead-deadline': '2016-11-26T06:00:00.000Z',
  'dead-attempt': '2',
  'dead-reason': 'no limit\nfor this route',
  'dead-stack': 'at limitOf (processors/detect-speeding.ts:7:9)',
};
const { value } = recordOf(fault({ occurredAt: 0, code: 'P0217' }));

function found(change: Partial<FoundLetter> = {}): FoundLetter {
  const letter = parseBuriedRecord('detect-speeding', {
    offset: 5,
    appendedAt: 0,
    key: null,
    value,
    headers,
  });
  if (letter === null) throw new Error('this should be a dead letter');
  return { ...letter, of: 'detect-speeding', state: 'outstanding', ...change };
}

describe('a record of a dead-letter topic', () => {
  test('says where it came from, who failed, at what and how often', () => {
    expect(found()).toMatchObject({
      reader: 'detect-speeding',
      version: 2,
      topic: 'tacho.telemetry',
      partition: 3,
      offset: 4711,
      index: 1,
      key: '8940',
      at: 'deadline 2016-11-26T06:00:00.000Z',
      attempts: 2,
    });
  });

  test('is named by its origin, and by what tells it apart from others of one record', () => {
    expect(deadLetterIdOf(found())).toBe('tacho.telemetry/3/4711/1');
    expect(deadLetterIdOf(found({ index: 0 }))).toBe('tacho.telemetry/3/4711');
  });

  test('is none without an origin', () => {
    const foreign = { offset: 0, appendedAt: 0, key: null, value, headers: {} };
    expect(parseBuriedRecord('detect-speeding', foreign)).toBeNull();
  });

  test('of a projection says its version too', () => {
    const record = {
      offset: 0,
      appendedAt: 0,
      key: '8940',
      value,
      headers: { 'dead-origin': 'tacho.trips/0/1', 'dead-fold': 'trips-v3' },
    };
    expect(parseBuriedRecord('trips', record)).toMatchObject({
      version: 3,
      index: 0,
      attempts: 1,
      key: '8940',
    });
  });
});

describe('shown to an operator', () => {
  test('a list has a line for each, with the first line of the reason', () => {
    const [, line] = tableOfDeadLetters([found()]).split('\n');
    expect(line).toMatch(
      /^detect-speeding +tacho\.telemetry\/3\/4711\/1 +8940 +outstanding +2 .*deadline 2016-11-26T06:00:00\.000Z: no limit$/,
    );
  });

  test('one of them is shown with stack, the headers as they came, and what it says', () => {
    const shown = formatDeadLetter(found(), codec);
    expect(shown).toContain('at limitOf (processors/detect-speeding.ts:7:9)');
    expect(shown).toMatch(/headers\n +ce_id +7\n/);
    expect(shown).toContain('"code": "P0217"');
  });

  test('one that cannot be read is shown in its bytes, with the reason', () => {
    const damaged = found({ value: Buffer.from('x') });
    expect(formatDeadLetter(damaged, codec)).toMatch(/value, 1 bytes are too few for an event\n +eA==$/);
    expect(letterAsJson(damaged, codec)).toMatchObject({ valueBase64: 'eA==', headers: { ce_id: '7' } });
    expect(letterAsJson(found({ value: null }), codec)).toMatchObject({ valueBase64: null });
  });
});
