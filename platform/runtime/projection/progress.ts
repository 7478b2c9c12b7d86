import type { Projection } from '../../core/define-projection.ts';
import type { ProjectionCounts } from '../../core/ports.ts';
import type { KeptCheckpoint } from '../../core/table-port.ts';
import { createTaskTime, type TimeState } from '../fold/task-time.ts';
import type { BatchTally } from './batch.ts';

/** How far a partition is written, and what was learned on the way. */
export interface Progress {
  readonly epoch: number;
  readonly next: number;
  readonly counts: ProjectionCounts;
  readonly newestAt: number | null;
  readonly ticks: TimeState;
  /** Offsets of dead letters that nobody has released, in their order. */
  readonly outstanding: readonly number[];
}

/** Where a partition begins that has no checkpoint. */
export const firstProgress = (low: number): Progress => ({
  epoch: 1,
  next: low,
  counts: { read: 0, applied: 0, ignored: 0, dead: 0 },
  newestAt: null,
  ticks: { time: null, sources: {} },
  outstanding: [],
});

/** Takes a partition over from its checkpoint. */
export const resumedProgress = ({
  epoch,
  next,
  counts,
  newestAt,
  ticks,
  outstanding,
}: KeptCheckpoint): Progress => ({
  epoch: epoch + 1,
  next,
  counts,
  newestAt,
  ticks: ticks as TimeState,
  outstanding,
});

/** What records of a partition came to; `refused` of their rows became dead letters when they were written. */
export interface BatchOutcome {
  readonly tally: BatchTally;
  readonly refused: number;
}

/** What a batch came to in a partition. */
export interface Advance {
  /** The records that the log brought, */
  readonly fetched: BatchOutcome;
  /** and the dead letters that were tried again: they were read and counted as dead before. */
  readonly redriven: BatchOutcome;
  readonly outstanding: readonly number[];
}

/** The progress after a batch. */
export function advance(progress: Progress, { fetched, redriven, outstanding }: Advance): Progress {
  const { counts } = progress;
  const time = createTaskTime(progress.ticks);
  for (const tick of fetched.tally.ticks) time.advance(tick);
  const revived = redriven.tally.read - deadIn(redriven);
  return {
    epoch: progress.epoch,
    next: fetched.tally.next,
    counts: {
      read: counts.read + fetched.tally.read,
      applied: counts.applied + appliedIn(fetched) + appliedIn(redriven),
      ignored: counts.ignored + fetched.tally.ignored + redriven.tally.ignored,
      dead: counts.dead + deadIn(fetched) - revived,
    },
    newestAt: greater(progress.newestAt, greater(fetched.tally.newestAt, redriven.tally.newestAt)),
    ticks: time.snapshot(),
    outstanding,
  };
}

const deadIn = ({ tally, refused }: BatchOutcome): number => tally.dead + refused;

const appliedIn = (outcome: BatchOutcome): number =>
  outcome.tally.read - outcome.tally.ignored - deadIn(outcome);

/** What names a checkpoint, and whether its topic is the one that all `includes` speak of. */
export interface CheckpointOf {
  readonly projection: Projection;
  readonly topic: string;
  readonly readsSource: boolean;
}

/** The checkpoint of a partition's progress. */
export function checkpointOf(
  { projection, topic, readsSource }: CheckpointOf,
  partition: number,
  { epoch, next, counts, newestAt, ticks, outstanding }: Progress,
): KeptCheckpoint {
  const time = createTaskTime(ticks);
  return {
    projection: projection.name,
    version: projection.version,
    topic,
    partition,
    next,
    epoch,
    counts,
    newestAt,
    time: time.time,
    includes: readsSource ? [{ partition, offset: next, duplicates: 0, late: 0 }] : time.includes(),
    ticks,
    outstanding,
  };
}

function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
