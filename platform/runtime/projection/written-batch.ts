import { emptyTally, type Batch, type DeadRecord } from './batch.ts';
import type { Feed } from './partition-feeds.ts';
import { advance, type BatchOutcome, type Progress } from './progress.ts';
import { planReleases, remainingOf, type ReleasePlan } from './release-plan.ts';

/** A batch whose rows and dead letters are written; its checkpoints are not. */
export interface WrittenBatch {
  readonly batch: Batch;
  /** What ClickHouse would not take. */
  readonly refused: readonly DeadRecord[];
  /** These, and what could not be read. */
  readonly dead: readonly DeadRecord[];
}

/** What is to be done with dead letters, by partition: those of the batch itself may have been released in it. */
export function releasesIn(
  topic: string,
  { batch, dead }: WrittenBatch,
  feeds: ReadonlyMap<number, Feed>,
): ReadonlyMap<number, ReleasePlan> {
  const plans = new Map<number, ReleasePlan>();
  for (const [partition, { releases }] of batch.tallies) {
    const before = feeds.get(partition)?.progress.outstanding ?? [];
    const died = offsetsIn(dead, partition);
    const own = releases.filter(
      ({ originTopic, originPartition }) => originTopic === topic && originPartition === partition,
    );
    plans.set(partition, planReleases([...before, ...died], own));
  }
  return plans;
}

/** What a flush has written. */
interface Flushed {
  readonly fetched: WrittenBatch;
  readonly redriven: WrittenBatch;
  readonly plans: ReadonlyMap<number, ReleasePlan>;
}

/** How far each partition has come with that. */
export function progressAfter(
  { fetched, redriven, plans }: Flushed,
  feeds: ReadonlyMap<number, Feed>,
): ReadonlyMap<number, Progress> {
  const reached = new Map<number, Progress>();
  for (const [partition, plan] of plans) {
    const feed = feeds.get(partition);
    if (feed === undefined) continue;
    const outstanding = remainingOf(plan, offsetsIn(redriven.dead, partition));
    const came = { fetched: outcomeIn(fetched, partition), redriven: outcomeIn(redriven, partition) };
    reached.set(partition, advance(feed.progress, { ...came, outstanding }));
  }
  return reached;
}

const offsetsIn = (dead: readonly DeadRecord[], partition: number): ReadonlySet<number> =>
  new Set(dead.flatMap((record) => (record.partition === partition ? [record.offset] : [])));

const outcomeIn = ({ batch, refused }: WrittenBatch, partition: number): BatchOutcome => ({
  tally: batch.tallies.get(partition) ?? emptyTally(),
  refused: refused.filter((record) => record.partition === partition).length,
});
