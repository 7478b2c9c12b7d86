import { minutes } from '../../core/durations.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { Log } from '../../core/ports.ts';
import type { FoldTask, TaskSnapshot } from '../fold/fold-task.ts';
import { defer, type Deferred } from './deferred.ts';
import { listSnapshots, type SnapshotPlace } from './read-snapshots.ts';
import { expiredOf, isDue, type SnapshotPolicy, type SnapshotStand } from './snapshot-policy.ts';
import { removeSnapshots, storeSnapshot, type SnapshotShelf } from './store-snapshot.ts';
import type { StoredSnapshot } from './stored-snapshot.ts';

/** What the snapshots of a task need. */
export interface SnapshotKeeping extends SnapshotPlace {
  readonly log: Pick<Log, 'readPartition' | 'appender'>;
  readonly policy: SnapshotPolicy;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Stores what a task holds when it is due or asked for, and removes what is kept no longer. */
export interface SnapshotKeeper {
  /**
   * Right after a task has said what it writes: takes what it holds, where a snapshot is due. `store` is called when
   * that is committed, and does its work beside the fold.
   */
  take(fold: FoldTask): { store(): void } | null;
  /** Resolves when the snapshots of earlier owners are known. */
  readonly ready: Promise<void>;
  /** Whether somebody waits for a snapshot that is not taken yet. */
  readonly asked: boolean;
  /** Asks for a snapshot, beside those that are due; null where nothing was folded yet. */
  ask(): Promise<StoredSnapshot | null>;
  /** Gives up what is not stored yet. */
  close(): void;
}

/** While memory is short, another snapshot so soon would say little more. */
const SHORT_EVERY_MS = minutes(10);

/** Keeps the snapshots of a task, and goes on with those that an owner before it has stored. */
export function keepSnapshots(keeping: SnapshotKeeping): SnapshotKeeper {
  const { policy, set, partition, logger, metrics } = keeping;
  const closing = new AbortController();
  let stored: readonly StoredSnapshot[] | null = null;
  let since: SnapshotStand | undefined;
  let storing = false;
  let pausedUntil = -Infinity;
  let shortUntil = -Infinity;
  /** Somebody waits for the next snapshot. */
  let question: Deferred<StoredSnapshot | null> | null = null;

  const shelved = async <T>(work: (shelf: SnapshotShelf) => Promise<T>): Promise<T> => {
    const appender = await keeping.log.appender();
    return work({ ...keeping, appender }).finally(() => appender.close());
  };
  const warn = (what: string, error: unknown): void => {
    if (!closing.signal.aborted) logger.warn(what, { partition, reason: messageOf(error) });
  };
  const ready = listSnapshots(keeping)
    .then(async (found) => {
      ({ stored } = found);
      // Those before the owner's time that were never finished.
      if (found.begun.length > 0) await shelved((shelf) => removeSnapshots(shelf, found.begun));
    })
    .catch((error: unknown) => warn('snapshots cannot be listed', error))
    .then(() => void (stored ??= []));

  const isTimely = (fold: FoldTask): boolean => {
    if (stored === null || storing || performance.now() < pausedUntil) return false;
    const now = { read: fold.counts.read, time: fold.time };
    const newest = stored.at(-1);
    since = newest === undefined ? (since ?? { read: 0, time: now.time }) : standOf(newest);
    if (now.read === since.read) return false;
    if (isDue(policy, since, now)) return true;
    if (performance.now() < shortUntil || !policy.isMemoryShort()) return false;
    shortUntil = performance.now() + SHORT_EVERY_MS;
    return true;
  };
  const store = async (snapshot: TaskSnapshot, startedAt: number): Promise<StoredSnapshot> => {
    const same = stored?.find(({ next }) => next === snapshot.next);
    if (same !== undefined) return same;
    storing = true;
    try {
      return await shelved(async (shelf) => {
        const made = await storeSnapshot(shelf, snapshot, closing.signal);
        // One that was asked for may overtake one that was due.
        const all = [...(stored ?? []), made].sort((a, b) => a.next - b.next);
        const expired = expiredOf(all, policy);
        stored = all.filter((each) => !expired.includes(each));
        const { next, segments, bytes } = made;
        logger.info('snapshot stored', { partition, next, segments, bytes, removed: expired.length });
        await removeSnapshots(shelf, expired);
        return made;
      });
    } finally {
      storing = false;
      const tookMs = performance.now() - startedAt;
      pausedUntil = performance.now() + policy.pauseFactor * tookMs;
      metrics.observe('tacho_snapshot_seconds', { set: set.name }, tookMs / 1000);
    }
  };

  return {
    take(fold) {
      if (question === null && !isTimely(fold)) return null;
      const startedAt = performance.now();
      const snapshot = fold.snapshot();
      if (snapshot !== null)
        return {
          store() {
            const answered = question;
            question = null;
            store(snapshot, startedAt).then(answered?.resolve, (error: unknown) => {
              warn('snapshot not stored', error);
              answered?.reject(error);
            });
          },
        };
      question?.resolve(null);
      question = null;
      return null;
    },
    get asked() {
      return question !== null;
    },
    ready,
    async ask() {
      closing.signal.throwIfAborted();
      question ??= defer();
      return question.answer;
    },
    close() {
      closing.abort(new Error('the task has ended'));
      question?.reject(closing.signal.reason);
      question = null;
    },
  };
}

const standOf = ({ counts: { read }, time }: StoredSnapshot): SnapshotStand => ({ read, time });
