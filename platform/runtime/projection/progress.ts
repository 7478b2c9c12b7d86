import type { Projection } from '../../core/define-projection.ts';
import type { ProjectionCounts } from '../../core/ports.ts';
import type { KeptCheckpoint } from '../../core/table-port.ts';
import { createTaskTime, type TimeState } from '../fold/task-time.ts';
import type { Tally } from './batch.ts';

/** How far a partition is written, and what was learned on the way. */
export interface Progress {
  readonly epoch: number;
  readonly next: number;
  readonly counts: ProjectionCounts;
  readonly newestAt: number | null;
  readonly ticks: TimeState;
}

/** Where a partition begins that has no checkpoint. */
export const firstProgress = (low: number): Progress => ({
  epoch: 1,
  next: low,
  counts: { read: 0, applied: 0, ignored: 0, dead: 0 },
  newestAt: null,
  ticks: { time: null, sources: {} },
});

/** Takes a partition over from its checkpoint. */
export const resumedProgress = ({ epoch, next, counts, newestAt, ticks }: KeptCheckpoint): Progress => ({
  epoch: epoch + 1,
  next,
  counts,
  newestAt,
  ticks: ticks as TimeState,
});

/** The progress after a batch; `refused` of its rows became dead letters when they were written. */
export function advance(progress: Progress, tally: Tally, refused: number): Progress {
  const { counts } = progress;
  const time = createTaskTime(progress.ticks);
  for (const tick of tally.ticks) time.advance(tick);
  const dead = tally.dead + refused;
  return {
    epoch: progress.epoch,
    next: tally.next,
    counts: {
      read: counts.read + tally.read,
      applied: counts.applied + tally.read - tally.ignored - dead,
      ignored: counts.ignored + tally.ignored,
      dead: counts.dead + dead,
    },
    newestAt: greater(progress.newestAt, tally.newestAt),
    ticks: time.snapshot(),
  };
}

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
  { epoch, next, counts, newestAt, ticks }: Progress,
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
  };
}

function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
