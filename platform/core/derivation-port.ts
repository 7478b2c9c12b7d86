import type { BatchProjection } from './define-batch.ts';
import type { Derivation } from './derivation.ts';

/** How far a batch projection has come, and how far it could. */
export interface BatchStanding {
  /** Reports received up to then were looked at, UTC milliseconds; null before the first run. */
  readonly since: number | null;
  /** Reports received up to then are in its history, UTC milliseconds; null while that cannot be said. */
  readonly until: number | null;
}

/**
 * What is worked out from tables. Repeating a call changes nothing. Throws `table-unavailable` where the same call may
 * succeed later, `table-differs` where a declaration and its table do not agree.
 */
export interface DerivationPort {
  /** Makes dictionaries, tables and views that are missing, or other than they are declared. */
  prepare(derivations: readonly Derivation[]): Promise<void>;
  /** Has dictionaries hold what their projections do. */
  refresh(derivations: readonly Derivation[]): Promise<void>;
  standing(batch: BatchProjection): Promise<BatchStanding>;
  /** The starts of the days that have to be worked out again, in their order, UTC milliseconds. */
  daysToReckon(batch: BatchProjection, since: number | null, until: number): Promise<readonly number[]>;
  /** Works out a day; of two reckonings that of the greater `until` holds. */
  reckonDay(batch: BatchProjection, dayAt: number, until: number): Promise<void>;
  /** To be called when all days are done. */
  saveStanding(batch: BatchProjection, until: number): Promise<void>;
  close(): Promise<void>;
}
