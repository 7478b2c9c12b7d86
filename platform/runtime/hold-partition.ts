import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { LogRange } from '../core/ports.ts';
import { backOff } from './back-off.ts';
import type { HotKeys } from './fold/hot-keys.ts';
import type { Membership } from './membership.ts';
import { isFinal } from './projection/until-done.ts';
import type { Ending, SetTask } from './set-task.ts';
import type { RestoreProgress } from './state/read-changelog.ts';
import type { StoredSnapshot } from './state/stored-snapshot.ts';

/** A partition that a worker holds: its task, or the attempts to open one. */
export interface Holding {
  /** What is wrong with it, or null. */
  readonly failure: string | null;
  /** How far its state is restored, while it is; or null. */
  readonly restoring: RestoreProgress | null;
  /** Stores the state of its task, once that is restored; undefined where it cannot be opened, or is held no more. */
  snapshot(): Promise<StoredSnapshot | null | undefined>;
  /** The hot keys of its task; undefined where there is none now. */
  hotKeys(): HotKeys | undefined;
  accept(range: LogRange): Promise<void>;
  /** Has the log deliver again, from where the task stands. */
  resume(): void;
  /** The partition is lost: whatever still runs for it ends by itself, without committing. */
  drop(): void;
  /** Nothing more of it can be read, for good: commits what is folded, and says so as its failure from then on. */
  stop(error: Error): void;
  /** Commits what is folded and ends. */
  close(): Promise<void>;
}

export interface HoldingSetting {
  readonly partition: number;
  readonly open: (onRestoring: (progress: RestoreProgress) => void) => Promise<SetTask>;
  readonly membership: () => Pick<Membership, 'start' | 'pause'>;
  /** How often the group has confirmed its assignment so far. */
  readonly confirmations: () => number;
  readonly logger: Logger;
}

/** How one life of a task went: nothing follows, or another, after a pause that grows while lives are in vain. */
type Life = 'last' | 'progressed' | 'vain';

/** Holds a partition: a task that fails is rebuilt from what is committed, for as long as it is held. */
export function holdPartition(setting: HoldingSetting): Holding {
  const { partition, membership, logger } = setting;
  let task: SetTask | undefined;
  let failure: string | null = null;
  let restoring: RestoreProgress | null = null;
  let isOver = false;
  /** How often it was fenced since a task has committed something. */
  let fencings = 0;

  const live = async (): Promise<Life> => {
    const opened = await setting
      .open((progress) => void (restoring = progress))
      .finally(() => (restoring = null));
    // Lost while it was opened: the new owner fences this one, or has done so.
    if (isEnded()) {
      await opened.abandon();
      return 'last';
    }
    task = opened;
    failure = null;
    await membership().start(partition, opened.next);
    const ending = await opened.ended;
    task = undefined;
    await membership().pause(partition);
    return afterwards(ending, opened.progressed);
  };
  const afterwards = async ({ kind, reason }: Ending, progressed: boolean): Promise<Life> => {
    if (kind === 'closed') return 'last';
    logger.warn('task ended, it is rebuilt', { partition, ending: kind, reason });
    if (progressed) fencings = 0;
    if (kind === 'fenced') fencings += 1;
    // A partition may move and come back; to lose it again and again is a fault.
    const isOrdinary = kind === 'reopening' || (kind === 'fenced' && fencings === 1);
    failure = isOrdinary ? null : reason;
    if (kind === 'stopped') return 'last';
    if (kind === 'fenced') await confirmation();
    return progressed ? 'progressed' : 'vain';
  };
  const notOpened = (error: unknown): Life => {
    failure = messageOf(error);
    logger.warn('task could not be opened', { partition, reason: failure });
    return isFinal(error) ? 'last' : 'vain';
  };
  /** A fenced task waits for the group's word that the partition is still this member's. */
  const confirmation = async (): Promise<void> => {
    const before = setting.confirmations();
    for (let attempt = 0; setting.confirmations() === before && !isOver; attempt += 1) await backOff(attempt);
  };
  const hold = async (): Promise<void> => {
    for (let attempt = 0; !isOver; attempt += 1) {
      const life = await live().catch(notOpened);
      if (life === 'last') return;
      if (life === 'progressed') attempt = 0;
      await backOff(attempt);
    }
  };
  // Asked anew: the partition may be lost while a task is opened.
  const isEnded = (): boolean => isOver;

  let isHeld = true;
  void hold().finally(() => (isHeld = false));
  return {
    get failure() {
      return failure;
    },
    get restoring() {
      return restoring;
    },
    async snapshot() {
      for (let attempt = 0; task === undefined && isHeld && failure === null; attempt += 1)
        await backOff(attempt);
      return task?.snapshot();
    },
    hotKeys: () => task?.hotKeys(),
    async accept(range) {
      const verdict = await task?.accept(range);
      if (verdict === 'gap') await membership().start(partition, task?.next ?? range.from);
    },
    resume() {
      if (task !== undefined) void membership().start(partition, task.next);
    },
    stop(error) {
      logger.warn('nothing more of the partition can be read', { partition, reason: error.message });
      isOver = true;
      failure = error.message;
      void task?.close();
    },
    drop() {
      isOver = true;
      void task?.abandon();
    },
    async close() {
      isOver = true;
      await task?.close();
    },
  };
}
