import { headersBefore, type DeadLetterRelease } from '../../core/dead-letter-release.ts';
import type { LogRange, LogRecord } from '../../core/ports.ts';

/** So many dead letters of a partition are remembered, for each of its checkpoints holds them; the oldest go first. */
const MOST_OUTSTANDING = 10_000;

/** What is to be done with the dead letters of a partition. */
export interface ReleasePlan {
  /** Offsets of those that nobody releases, and of those that are tried again. */
  readonly outstanding: ReadonlySet<number>;
  /** The records that are tried again, by their offset. */
  readonly redriven: ReadonlyMap<number, LogRecord>;
  /** Offsets of those that are given up if they fail once more. */
  readonly givenUp: ReadonlySet<number>;
}

/**
 * Follows releases in the order of the log. Only what is outstanding is released, so the second release of a dead
 * letter, or one of a record that was applied at once this time, asks for nothing. It makes no difference which of
 * them come in one batch.
 */
export function planReleases(dead: Iterable<number>, releases: readonly DeadLetterRelease[]): ReleasePlan {
  const outstanding = new Set(dead);
  const redriven = new Map<number, LogRecord>();
  const givenUp = new Set<number>();
  for (const release of releases) {
    const { originOffset: offset, action } = release;
    if (!outstanding.has(offset)) continue;
    if (action === 'redrive') redriven.set(offset, recordIn(release));
    else if (redriven.has(offset)) givenUp.add(offset);
    else outstanding.delete(offset);
  }
  return { outstanding, redriven, givenUp };
}

/** The records that a partition has to try again, as if they had been fetched. */
export const rangeOf = (partition: number, { redriven }: ReleasePlan): readonly LogRange[] =>
  redriven.size === 0 ? [] : [{ partition, from: 0, next: 0, records: [...redriven.values()] }];

/** Offsets of what stays outstanding when it is known which records failed again, in their order. */
export function remainingOf(plan: ReleasePlan, failed: ReadonlySet<number>): readonly number[] {
  const { outstanding, redriven, givenUp } = plan;
  return [...outstanding]
    .filter((offset) => !redriven.has(offset) || (failed.has(offset) && !givenUp.has(offset)))
    .sort((a, b) => a - b)
    .slice(-MOST_OUTSTANDING);
}

/** The record that became the dead letter, byte by byte, at its own place: that is what rows of one key are told apart by. */
const recordIn = ({ originOffset, originKey, valueBase64, headers }: DeadLetterRelease): LogRecord => ({
  offset: originOffset,
  appendedAt: 0,
  key: originKey,
  value: valueBase64 === null ? null : Buffer.from(valueBase64, 'base64'),
  headers: headersBefore(Object.fromEntries(headers.map(({ name, text }) => [name, text]))),
});
