import type { BuriedRecord } from './dead-letter.ts';

/**
 * What came of a release. `unchanged`: nothing, since it stands behind an earlier dead letter of its key, for which
 * events wait, or since somebody else released it at the same time. `too large`: the event that has it processed again
 * holds it, and is more than the log takes.
 */
export type Released =
  | {
      readonly letter: BuriedRecord;
      readonly result: 'released' | 'released before' | 'unchanged' | 'too large';
    }
  | { readonly letter: BuriedRecord; readonly result: 'dead again'; readonly reason: string };

/** Says what came of releases in one partition, when they have been passed. */
export type ReleaseResults = (
  partition: number,
  letters: readonly BuriedRecord[],
) => Promise<readonly Released[]>;

/** Whoever takes releases: how far it is, and what it makes of them. */
export interface ReleaseTaker {
  /** By partition of its source, the first offset that it has not passed; nothing where it has passed none. */
  passed(): Promise<readonly (number | undefined)[]>;
  /** To be called before releases are appended. */
  watch(): Promise<ReleaseResults>;
}
