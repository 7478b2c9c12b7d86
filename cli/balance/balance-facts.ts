import type { ProjectionCounts } from '../../platform/core/ports.ts';
import { eventsRead, type TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';

/** Counts and lag of a set of folds, over all its partitions. */
export interface SetFacts {
  readonly name: string;
  /** `version`: one that runs beside a set; `newcomer`: a fold alone until its set takes it in; null: a set as declared. */
  readonly apart: 'version' | 'newcomer' | null;
  /** The topic that it reads. */
  readonly source: string;
  readonly counts: TaskCounts;
  /** Records read by the partitions that hold a fold, by its name. */
  readonly readBy: Readonly<Record<string, number>>;
  /** True where it reads its topic from the beginning, and all of it. */
  readonly readsAll: boolean;
  /** The folds that are handed over what another one states, with its topic; the others read the set's topic. */
  readonly handedOver: Readonly<Record<string, string>>;
  /** The next offset of each partition. */
  readonly positions: readonly number[];
  /** Offsets of the source that are not yet read, control records included. */
  readonly lag: number;
  /** The least time that has passed for all its partitions, UTC milliseconds, or null. */
  readonly time: number | null;
}

/** Counts and lag of a projection, over all its partitions. */
export interface ProjectionFacts {
  readonly name: string;
  readonly source: string;
  /** True where every event of its topic becomes a row. */
  readonly takesAll: boolean;
  readonly counts: ProjectionCounts;
  /** The next offset of each partition. */
  readonly positions: readonly number[];
  readonly lag: number;
  readonly time: number | null;
}

/**
 * True when a reader has read all that sets had written to its topic. Offsets alone do not prove it: those committed
 * with a transaction may be seen a moment before the end of the topic moves past it.
 */
export function hasReadAll(reader: SetFacts | ProjectionFacts, writers: readonly SetFacts[]): boolean {
  const written = writers.reduce((sum, { counts }) => sum + (counts.emitted[reader.source] ?? 0), 0);
  if (!('takesAll' in reader)) return !reader.readsAll || eventsRead(reader.counts) >= written;
  return !reader.takesAll || reader.counts.applied + reader.counts.dead >= written;
}

/** Everything that the balance is made of. Work goes on while it is read: what a set writes is read twice. */
export interface BalanceFacts {
  /** The sets before anything else was read: what they had written then, all readers have read since. */
  readonly before: readonly SetFacts[];
  /** The sets after everything else was read: nobody can have read more than they have written by then. */
  readonly sets: readonly SetFacts[];
  /** The sets as readers, after they had reached the ends of their topics at the time of `before`. */
  readonly readers: readonly SetFacts[];
  readonly projections: readonly ProjectionFacts[];
  /** Records of the quarantine topic by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /**
   * Distinct positions in history, and the positions that the summaries add up to; null where the table no longer holds
   * what was received first.
   */
  readonly rows: {
    readonly positions: number | null;
    readonly vehicleMinutes: number | null;
    readonly routeHours: number;
    readonly routeDays: number;
  };
}

/** The sum of the counts of several partitions. */
export function addTaskCounts(all: readonly TaskCounts[]): TaskCounts {
  const sum = (pick: (counts: TaskCounts) => number): number =>
    all.reduce((total, counts) => total + pick(counts), 0);
  const names = new Set(all.flatMap(({ folds }) => Object.keys(folds)));
  const topics = new Set(all.flatMap(({ emitted }) => Object.keys(emitted)));
  return {
    read: sum(({ read }) => read),
    ticks: sum(({ ticks }) => ticks),
    released: sum(({ released }) => released),
    parked: sum(({ parked }) => parked),
    duplicates: sum(({ duplicates }) => duplicates),
    late: sum(({ late }) => late),
    openWindows: sum(({ openWindows }) => openWindows),
    unstatedWindows: sum(({ unstatedWindows }) => unstatedWindows),
    emitted: Object.fromEntries(
      Array.from(topics, (topic) => [topic, sum(({ emitted }) => emitted[topic] ?? 0)]),
    ),
    folds: Object.fromEntries(
      Array.from(names, (name) => [
        name,
        {
          read: sum(({ folds }) => folds[name]?.read ?? 0),
          applied: sum(({ folds }) => folds[name]?.applied ?? 0),
          duplicate: sum(({ folds }) => folds[name]?.duplicate ?? 0),
          late: sum(({ folds }) => folds[name]?.late ?? 0),
          ignored: sum(({ folds }) => folds[name]?.ignored ?? 0),
          dead: sum(({ folds }) => folds[name]?.dead ?? 0),
          waiting: sum(({ folds }) => folds[name]?.waiting ?? 0),
        },
      ]),
    ),
  };
}
