import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { AnyEvent } from '../core/define-event.ts';
import type { ProcessorSet } from '../core/define-set.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { EventCodec, GroupMember, Log, LogRange } from '../core/ports.ts';
import { setId, type Names } from '../core/topic-names.ts';
import { backOff } from './back-off.ts';
import { openSetTask, type SetTask } from './set-task.ts';

/** What a set needs to run. */
export interface SetRuntime {
  readonly set: ProcessorSet;
  readonly names: Names;
  readonly partitions: number;
  readonly tick: AnyEvent;
  readonly log: Log;
  readonly codec: EventCodec;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A running set. */
export interface RunningSet {
  /** `ok`, or what is wrong. */
  health(): string;
  /** Commits what is folded and leaves the group. */
  close(): Promise<void>;
}

/** A partition that this worker holds: its task, or the attempts to open one. */
interface Holding {
  readonly partition: number;
  task: SetTask | undefined;
  /** Set when the partition is lost: whatever still runs for it stops by itself. */
  dropped: boolean;
  failure: string | null;
}

/** Runs a set as one member of its group, for ever: what fails is rebuilt from what is committed. */
export function runSet(runtime: SetRuntime): RunningSet {
  const { set, names, log } = runtime;
  const logger = runtime.logger.child({ set: setId(set) });
  const holdings = new Map<number, Holding>();
  const group = names.group(set.name, set.version);
  let member: Promise<GroupMember> | undefined;
  let confirmations = 0;
  let closed = false;
  let membershipFailure: string | null = 'joining';

  const drop = (holding: Holding): Promise<void> => {
    holding.dropped = true;
    if (holdings.get(holding.partition) === holding) holdings.delete(holding.partition);
    return holding.task?.abandon() ?? Promise.resolve();
  };

  /** A fenced task waits for the group's word that the partition is still this member's. */
  const confirmation = async (holding: Holding): Promise<void> => {
    const before = confirmations;
    for (let attempt = 0; confirmations === before && !holding.dropped; attempt += 1) await backOff(attempt);
  };

  const hold = async (holding: Holding): Promise<void> => {
    for (let attempt = 0; !holding.dropped && !closed; attempt += 1) {
      try {
        const task = await openSetTask({ ...runtime, group, partition: holding.partition, logger });
        // Lost while it was opened: the new owner fences this one, or has done so.
        if (isDropped(holding)) {
          await task.abandon();
          return;
        }
        holding.task = task;
        holding.failure = null;
        (await member)?.start(holding.partition, task.next);
        const ending = await task.ended;
        holding.task = undefined;
        (await member)?.pause(holding.partition);
        if (ending.kind === 'closed') return;
        logger.warn('task ended, it is rebuilt', {
          partition: holding.partition,
          ending: ending.kind,
          reason: ending.reason,
        });
        holding.failure = ending.reason;
        if (ending.kind === 'stopped') return;
        if (ending.kind === 'fenced') await confirmation(holding);
        if (task.progressed) attempt = 0;
      } catch (error) {
        holding.failure = messageOf(error);
        logger.warn('task could not be opened', { partition: holding.partition, reason: holding.failure });
        if (error instanceof TachoError && !ERRORS[error.code].retry) return;
      }
      await backOff(attempt);
    }
  };

  const assigned = (partitions: readonly number[]): void => {
    membershipFailure = null;
    for (const holding of [...holdings.values()])
      if (!partitions.includes(holding.partition)) void drop(holding);
    for (const partition of partitions) {
      const known = holdings.get(partition);
      if (known !== undefined) {
        const { task } = known;
        // Every join begins anew where the group's offsets stand; a task that was kept is ahead of them.
        if (task !== undefined) void member?.then((joined) => joined.start(partition, task.next));
        continue;
      }
      const holding: Holding = { partition, task: undefined, dropped: false, failure: 'opening' };
      holdings.set(partition, holding);
      void hold(holding);
    }
  };

  const deliver = async (range: LogRange): Promise<void> => {
    const verdict = await holdings.get(range.partition)?.task?.accept(range);
    if (verdict === 'gap')
      (await member)?.start(range.partition, holdings.get(range.partition)?.task?.next ?? range.from);
  };

  const lost = (error: Error): void => {
    membershipFailure = messageOf(error);
    logger.warn('membership lost, joining again', { reason: membershipFailure });
    void rejoin();
  };

  const join = async (): Promise<void> => {
    for (let attempt = 0; !closed; attempt += 1) {
      member = log.joinGroup(group, names.topic(set.source), {
        onAssigned: assigned,
        onRange: deliver,
        onConfirmed: () => void (confirmations += 1),
        onLost: lost,
      });
      try {
        await member;
        return;
      } catch (error) {
        membershipFailure = messageOf(error);
        logger.warn('could not join the group', { reason: membershipFailure });
        await backOff(attempt);
      }
    }
  };

  const rejoin = async (): Promise<void> => {
    const former = member;
    await Promise.all([...holdings.values()].map(drop));
    await former?.then((joined) => joined.close()).catch(() => undefined);
    await backOff(1);
    await join();
  };

  void join();
  return {
    health() {
      const failures = [...holdings.values()].flatMap(({ partition, failure }) =>
        failure === null || failure === 'opening' ? [] : [`partition ${partition}: ${failure}`],
      );
      return [membershipFailure, ...failures].filter((failure) => failure !== null).join('; ') || 'ok';
    },
    async close() {
      closed = true;
      await Promise.all(Array.from(holdings.values(), async (holding) => holding.task?.close()));
      for (const holding of holdings.values()) holding.dropped = true;
      await member?.then((joined) => joined.close()).catch(() => undefined);
    },
  };
}

/** Asked anew: the partition may be lost while a task is opened. */
const isDropped = (holding: Holding): boolean => holding.dropped;
