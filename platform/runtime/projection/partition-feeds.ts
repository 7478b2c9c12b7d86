import type { Projection } from '../../core/define-projection.ts';
import { TachoError } from '../../core/errors.ts';
import type { LogAdmin, LogRange } from '../../core/ports.ts';
import type { CheckpointPosition, TablePort } from '../../core/table-port.ts';
import { failIfLost } from '../state/fail-if-lost.ts';
import type { Course } from './course.ts';
import { firstProgress, resumedProgress, type Progress } from './progress.ts';

/** A partition that this worker holds. */
export interface Feed {
  /** What is written of it. */
  progress: Progress;
  /** The checkpoint as this worker last read or wrote it; null: there is none. */
  saved: Omit<CheckpointPosition, 'partition'> | null;
  /** The first offset that has not been fetched. */
  wanted: number;
  /** The offset from which the log was asked for a second time, since it had begun further on. */
  soughtAt: number | null;
}

/** Where checkpoints and ends of the log are to be learned. */
export interface FeedSources {
  readonly projection: Projection;
  readonly topic: string;
  readonly course: Course;
  readonly tables: Pick<TablePort, 'readCheckpoints'>;
  readonly admin: Pick<LogAdmin, 'offsets'>;
}

/** Takes partitions over from their checkpoints; throws `offsets-lost` where the log no longer has what follows. */
export async function openFeeds(
  { projection, topic, course, tables, admin }: FeedSources,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, Feed>> {
  const [kept, offsets] = await Promise.all([
    tables.readCheckpoints(projection, topic),
    admin.offsets(topic),
  ]);
  const standingOf = (partition: number): Pick<Feed, 'progress' | 'saved'> => {
    const { low, end } = offsets[partition] ?? { low: 0, end: 0 };
    const checkpoint = kept.find((each) => each.partition === partition);
    const next = checkpoint?.next ?? course.from?.[partition] ?? low;
    failIfLost(topic, partition, next, low);
    if (checkpoint === undefined) return { progress: firstProgress(next), saved: null };
    failIfAnotherLog(topic, partition, checkpoint.next, end);
    return { progress: resumedProgress(checkpoint), saved: checkpoint };
  };
  return new Map(
    partitions.map((partition) => {
      const standing = standingOf(partition);
      return [partition, { ...standing, wanted: standing.progress.next, soughtAt: null }];
    }),
  );
}

/** What a range is to a feed: its part that is new, nothing new, or a sign that something was passed over. */
export function newPartOf(
  feed: Pick<Feed, 'wanted' | 'soughtAt'>,
  range: LogRange,
): LogRange | 'known' | 'gap' {
  if (range.next <= feed.wanted) return 'known';
  // Asked a second time, the log begins there again: what is missing is a hole, and holes are no loss.
  if (range.from > feed.wanted && feed.soughtAt !== feed.wanted) return 'gap';
  if (range.from >= feed.wanted) return range;
  return {
    ...range,
    from: feed.wanted,
    records: range.records.filter(({ offset }) => offset >= feed.wanted),
  };
}

function failIfAnotherLog(topic: string, partition: number, next: number, end: number): void {
  if (next > end)
    throw new TachoError(
      'offsets-lost',
      `${topic}/${partition} ends at ${end}, before its checkpoint at ${next}: it is another log, which asks for a new version.`,
    );
}
