import type { LogRecord } from '../../platform/core/ports.ts';
import { originOf, parseDeadLetter, type BuriedRecord } from './dead-letter.ts';
import type { Released } from './release-taker.ts';

/** A dead letter that stays outstanding, with the reason that was buried with it since. */
export function failedAgain(letter: BuriedRecord, buried: readonly LogRecord[]): Released {
  const again = buried
    .flatMap((record) => parseDeadLetter(letter.reader, record) ?? [])
    .findLast((each) => each.version === letter.version && originOf(each) === originOf(letter));
  return { letter, result: 'dead again', reason: again?.reason ?? letter.reason };
}
