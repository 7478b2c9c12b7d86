import type { AnyEvent } from '../core/define-event.ts';
import type { ProcessorSet } from '../core/define-set.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { EventCodec, Log } from '../core/ports.ts';
import { namesOfSet } from '../core/set-beside.ts';
import { setId, type Names } from '../core/topic-names.ts';
import { mergeHotKeys, type HotKeys } from './fold/hot-keys.ts';
import { holdPartition, type Holding } from './hold-partition.ts';
import { keepMembership, type Membership } from './membership.ts';
import { openSetTask } from './set-task.ts';
import type { SnapshotPolicy } from './state/snapshot-policy.ts';
import type { StoredSnapshot } from './state/stored-snapshot.ts';
import { restoreProgressText } from './state/tell-progress.ts';
import type { OnStep } from './task-step.ts';
import type { TransactionPauses } from './transaction-timer.ts';

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
  /** Asked at every step of every task: for tests that end or halt a worker there. */
  readonly onStep?: OnStep;
  /** When a first stage stores its state besides the changelog; unless said, never. */
  readonly snapshots?: SnapshotPolicy;
  /** How far apart transactions are: for tests that wait for several; those of production unless said. */
  readonly pauses?: TransactionPauses;
}

/** A snapshot that was asked for: null where the partition has folded nothing yet. */
export interface SnapshotAnswer {
  readonly set: string;
  readonly partition: number;
  readonly snapshot: Pick<StoredSnapshot, 'next' | 'time' | 'segments' | 'bytes'> | null;
}

/** The hot keys of a set. */
export interface SetHotKeys extends HotKeys {
  readonly set: string;
}

/** A running set. */
export interface RunningSet {
  /** `ok`, with how far it is where state is being restored, or what is wrong. */
  health(): string;
  /** Stores the state of every partition that this worker holds, one after the other. */
  snapshot(): Promise<readonly SnapshotAnswer[]>;
  /** The hot keys of all partitions that this worker holds. */
  hotKeys(): SetHotKeys;
  /** Commits what is folded and leaves the group. */
  close(): Promise<void>;
}

/** Transactions are further apart. */
const FETCH_EVERY_MS = 200;

/** Runs a set as one member of its group, for ever: what fails is rebuilt from what is committed. */
export function runSet(runtime: SetRuntime): RunningSet {
  const { set, log } = runtime;
  const names = namesOfSet(runtime.names, set);
  const logger = runtime.logger.child({ set: setId(set) });
  const group = names.group(set.name, set.version);
  const holdings = new Map<number, Holding>();
  let confirmations = 0;
  let trouble: string | null = 'joining';

  const hold = (partition: number): Holding =>
    holdPartition({
      partition,
      open: (onRestoring) => openSetTask({ ...runtime, names, group, partition, logger, onRestoring }),
      membership: () => membership,
      confirmations: () => confirmations,
      logger,
    });
  const onAssigned = (partitions: readonly number[]): void => {
    for (const [partition, holding] of holdings) {
      if (partitions.includes(partition)) continue;
      holdings.delete(partition);
      holding.drop();
    }
    for (const partition of partitions) {
      const known = holdings.get(partition);
      // Every join begins anew where the group's offsets stand; a task that was kept is ahead of them.
      if (known === undefined) holdings.set(partition, hold(partition));
      else known.resume();
    }
  };
  const membership: Membership = keepMembership({
    joinGroup: log.joinGroup,
    group,
    topic: names.topicName(set.source),
    listener: {
      fetchEveryMs: FETCH_EVERY_MS,
      onAssigned,
      onRange: async (range) => holdings.get(range.partition)?.accept(range),
      onConfirmed: () => void (confirmations += 1),
      onUnreadable: (partition, error) => holdings.get(partition)?.stop(error),
    },
    onTrouble(reason) {
      trouble = reason;
      if (reason !== null) logger.warn('not a member of the group, joining again', { reason });
    },
  });

  return {
    health() {
      const failures = Array.from(holdings, ([partition, { failure }]) =>
        failure === null ? null : `partition ${partition}: ${failure}`,
      );
      const restores = Array.from(holdings, ([partition, { restoring }]) =>
        restoring === null ? null : `partition ${partition} ${restoreProgressText(restoring)}`,
      );
      return (
        [trouble, ...failures].filter((each) => each !== null).join('; ') ||
        ['ok', ...restores.filter((each) => each !== null)].join(': ')
      );
    },
    async snapshot() {
      const answers: SnapshotAnswer[] = [];
      for (const [partition, holding] of holdings) {
        const stored = await holding.snapshot();
        if (stored !== undefined)
          answers.push({ set: set.name, partition, snapshot: stored === null ? null : briefly(stored) });
      }
      return answers.sort((a, b) => a.partition - b.partition);
    },
    hotKeys() {
      const found = Array.from(holdings.values(), (holding) => holding.hotKeys());
      return { set: setId(set), ...mergeHotKeys(found.filter((each) => each !== undefined)) };
    },
    async close() {
      await Promise.all(Array.from(holdings.values(), (holding) => holding.close()));
      await membership.close();
    },
  };
}

const briefly = ({ next, time, segments, bytes }: StoredSnapshot): SnapshotAnswer['snapshot'] => ({
  ...{ next, time, segments, bytes },
});
