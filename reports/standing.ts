import { mergeIncludes } from '../platform/core/merge-includes.ts';
import type { Checkpoint, Included } from '../platform/core/ports.ts';

/** Offsets, time and counts that a projection of a report has reached. */
export interface ProjectionStanding {
  readonly projection: string;
  /** Null where it has not begun. */
  readonly version: number | null;
  readonly topic: string;
  /** By partition of its topic: the first offset that is not yet included. */
  readonly offsets: Readonly<Record<number, number>>;
  /** The instant that has passed for all that is included, ISO 8601; null where no tick has come yet. */
  readonly time: string | null;
  /** When the newest report included was received, ISO 8601; null where there is none. */
  readonly newestEventAt: string | null;
  /** Reports that came after their window's horizon: kept in history, not in summaries. */
  readonly late: number;
  /** Reports that were there already. */
  readonly duplicates: number;
  /** Records that could not be processed and stand apart. */
  readonly dead: number;
}

/** Standing of a report: what its answer includes. */
export interface ReportStanding {
  readonly projections: readonly ProjectionStanding[];
  /** Reports that are kept in quarantine and are part of no summary. */
  readonly quarantined: number;
  /** True where all events up to the asked position are included; absent where none was asked for. */
  readonly includesPosition?: boolean;
}

/** A projection that reports read, and the topic that it reads itself. */
export interface ReadModel {
  readonly name: string;
  readonly topic: string;
  /** True where processors write that topic, so that its ticks tell how far the source topic is included. */
  readonly isDerived: boolean;
}

/** The standing of a projection, from its checkpoints in one version. */
export function standingOf(
  { name, topic }: ReadModel,
  checkpoints: readonly Checkpoint[],
): ProjectionStanding {
  const included = leastIncluded(checkpoints);
  return {
    projection: name,
    version: checkpoints[0]?.version ?? null,
    // The version that is shown may read another one than is declared.
    topic: checkpoints[0]?.topic ?? topic,
    offsets: Object.fromEntries(checkpoints.map(({ partition, next }) => [partition, next])),
    time: iso(least(checkpoints.map(({ time }) => time))),
    newestEventAt: iso(greatest(checkpoints.map(({ newestAt }) => newestAt))),
    late: sum(included.map(({ late }) => late)),
    duplicates: sum(included.map(({ duplicates }) => duplicates)),
    dead: sum(checkpoints.map(({ counts }) => counts.dead)),
  };
}

/**
 * How far each partition of the telemetry topic is included in *all* of these checkpoints. Time has passed for one when
 * all have spoken that may write there: a partition that it does not name then does not concern it (what is keyed by
 * vehicle follows only from the partition of its own number); before, anything may still be missing.
 */
export const leastIncluded = (checkpoints: readonly Checkpoint[]): readonly Included[] =>
  checkpoints.some(({ time }) => time === null)
    ? []
    : mergeIncludes(checkpoints.map(({ includes }) => includes));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Null where one of them is not known. */
const least = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (low, value, index) =>
      value === null || (low === null && index > 0) ? null : Math.min(low ?? value, value),
    null,
  );

/** The greatest of those that are known. */
const greatest = (values: readonly (number | null)[]): number | null =>
  values.reduce((high, value) => (high === null || (value !== null && value > high) ? value : high), null);
