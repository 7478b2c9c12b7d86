import { parseBuriedRecord, type BuriedRecord } from '../../cli/dead/dead-letter.ts';
import { releaseRecord } from '../../cli/dead/release-record.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import { codec, names } from './said.ts';

/** When releases are said to be made, UTC milliseconds. */
const RELEASED_AT = Date.UTC(2016, 10, 26, 6);

/** The dead letters of a fold among what was written. */
export const deadOf = (outputs: readonly NewRecord[], fold: string): NewRecord[] =>
  outputs.filter(({ topic }) => topic === names.dead(fold));

/** A dead letter as the command line reads it. */
export function letterIn({ key, value, headers = {} }: NewRecord): BuriedRecord {
  const reader = headers['dead-fold']?.replace(/-v\d+$/, '') ?? '';
  const letter = parseBuriedRecord(reader, { offset: 0, appendedAt: 0, key, value, headers });
  if (letter === null) throw new Error('this is no dead letter');
  return letter;
}

/** The release of a dead letter. */
export const released = (dead: NewRecord, action: 'redrive' | 'discard' = 'redrive'): NewRecord =>
  releaseRecord(letterIn(dead), action, { codec, now: RELEASED_AT });
