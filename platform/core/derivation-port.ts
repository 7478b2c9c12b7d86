import type { BatchProjection } from './define-batch.ts';
import type { Derivation } from './derivation.ts';

/** How far a batch projection has worked out its history, and how far it can go now. */
export interface BatchStanding {
  /** Reports received up to this time are worked in, UTC milliseconds; null before the first run. */
  readonly since: number | null;
  /** Reports received up to this time are in its history, UTC milliseconds; null while that is unknown. */
  readonly until: number | null;
}

/**
 * Works out dictionaries, views and batch tables from other tables. Repeating a call changes nothing. Throws
 * `table-unavailable` where the same call may succeed later, `table-differs` where declaration and table disagree.
 */
export interface DerivationPort {
  /** Creates dictionaries, tables and views that are missing or differ from their declaration. */
  prepare(derivations: readonly Derivation[]): Promise<void>;
  /** Reloads dictionaries from their projections. */
  refresh(derivations: readonly Derivation[]): Promise<void>;
  standing(batch: BatchProjection): Promise<BatchStanding>;
  /** Lists the starts of the days that have to be worked out again, in order, UTC milliseconds. */
  daysToReckon(batch: BatchProjection, since: number | null, until: number): Promise<readonly number[]>;
  /** Works out a day; of two results the one with the greater `until` wins. */
  reckonDay(batch: BatchProjection, dayAt: number, until: number): Promise<void>;
  /** Saves the progress; call it after all days are done. */
  saveStanding(batch: BatchProjection, until: number): Promise<void>;
  close(): Promise<void>;
}
