import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProgress } from '../core/jobs.ts';

/** How far something has read its topic, by partition. */
export interface Reach {
  /** The next offset. */
  readonly positions: readonly number[];
  /** The committed ends of the topic, or where the reading shall end before them. */
  readonly ends: readonly number[];
}

/** Something that reads a topic and may be behind. */
export interface CatchingUp {
  /** By partition, where it began. */
  readonly from: readonly number[];
  readonly look: () => Promise<Reach>;
  /** Asked before every look: false where nobody waits for it any more. */
  readonly goesOn: () => Promise<boolean>;
  readonly onProgress: (progress: JobProgress) => Promise<void>;
  readonly now: () => number;
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** A round that took no longer leaves less to read than can be waited for. */
const LAST_ROUND_MS = 10_000;

/**
 * Ends taken once are reached; since more has come meanwhile, they are taken again, until a round was so short that
 * nothing worth mentioning is left. Null where nobody waits any more.
 */
export async function untilCaughtUp(catching: CatchingUp): Promise<Reach | null> {
  const { look, goesOn, onProgress, now, everyMs, signal } = catching;
  const first = await look();
  const startedAt = now();
  let { ends } = first;
  let roundAt = startedAt;
  for (;;) {
    signal.throwIfAborted();
    if (!(await goesOn())) return null;
    const reach = await look();
    await onProgress(progressOf(catching.from, ends, reach, first, now() - startedAt));
    if (ends.every((end, partition) => (reach.positions[partition] ?? 0) >= end)) {
      if (now() - roundAt < LAST_ROUND_MS) return reach;
      roundAt = now();
      ends = reach.ends;
    } else await sleep(everyMs, undefined, { signal });
  }
}

function progressOf(
  from: readonly number[],
  ends: readonly number[],
  { positions }: Reach,
  first: Reach,
  elapsedMs: number,
): JobProgress {
  const beyond = (offsets: readonly number[]): readonly number[] =>
    offsets.map((offset, partition) => Math.max(0, offset - (from[partition] ?? 0)));
  const [done, total] = [sum(beyond(positions)), sum(beyond(ends))];
  const perSecond = elapsedMs > 0 ? ((done - sum(beyond(first.positions))) * 1000) / elapsedMs : 0;
  const left = Math.max(0, total - done);
  return {
    done: Math.min(done, total),
    total,
    perSecond,
    secondsLeft: left === 0 ? 0 : perSecond > 0 ? left / perSecond : null,
    partitions: beyond(ends).map((all, partition) => ({
      done: Math.min(all, beyond(positions)[partition] ?? 0),
      total: all,
    })),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
