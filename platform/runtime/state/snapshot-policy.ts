import { days } from '../../core/durations.ts';
import type { StoredSnapshot } from './stored-snapshot.ts';

/** When a task stores what it holds, and how long that is kept. */
export interface SnapshotPolicy {
  /** After so many records of its partition; null: not for that. */
  readonly everyEvents: number | null;
  /** After so much time of the ticks, milliseconds; null: not for that. */
  readonly everyMs: number | null;
  /** Whether the process may soon be ended for want of memory. */
  readonly isMemoryShort: () => boolean;
  /** Storing is followed by a pause so many times as long: a replay goes through a year of ticks in an hour. */
  readonly pauseFactor: number;
  /** So many of the newest are kept, */
  readonly keepNewest: number;
  /** and for so many days before the newest one the first of each day (UTC, in the time of the ticks). */
  readonly keepDays: number;
}

/** How far a task is, or its newest snapshot. */
export interface SnapshotStand {
  readonly read: number;
  readonly time: number | null;
}

/** Whether the policy asks for another snapshot, were memory no question. */
export function isDue(
  { everyEvents, everyMs }: Pick<SnapshotPolicy, 'everyEvents' | 'everyMs'>,
  newest: SnapshotStand,
  now: SnapshotStand,
): boolean {
  if (everyEvents !== null && now.read - newest.read >= everyEvents) return true;
  return everyMs !== null && now.time !== null && now.time - (newest.time ?? now.time) >= everyMs;
}

/** The snapshots, of those from the oldest to the newest, that no rule keeps. */
export function expiredOf<S extends Pick<StoredSnapshot, 'next' | 'time'>>(
  snapshots: readonly S[],
  { keepNewest, keepDays }: Pick<SnapshotPolicy, 'keepNewest' | 'keepDays'>,
): S[] {
  const newestAt = snapshots.at(-1)?.time ?? 0;
  const kept = new Set<S>(snapshots.slice(Math.max(0, snapshots.length - keepNewest)));
  const seen = new Set<number>();
  for (const snapshot of snapshots) {
    if (snapshot.time === null || snapshot.time <= newestAt - days(keepDays)) continue;
    const day = Math.floor(snapshot.time / days(1));
    if (!seen.has(day)) kept.add(snapshot);
    seen.add(day);
  }
  return snapshots.filter((snapshot) => !kept.has(snapshot));
}
