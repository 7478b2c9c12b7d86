import type { LogRecord } from '../../platform/core/ports.ts';
import { deadLetterIdOf, parseBuriedRecord, type BuriedRecord } from './dead-letter.ts';
import type { Released } from './release-taker.ts';

/** A dead letter that stays outstanding, with the reason that was buried with it since. */
export function failedAgain(letter: BuriedRecord, buried: readonly LogRecord[]): Released {
  const again = buried
    .flatMap((record) => parseBuriedRecord(letter.reader, record) ?? [])
    .findLast((each) => each.version === letter.version && deadLetterIdOf(each) === deadLetterIdOf(letter));
  return { letter, result: 'dead again', reason: again?.reason ?? letter.reason };
}
