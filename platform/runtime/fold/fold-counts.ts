/** What became of the records that a fold has read: read = applied + duplicate + late + ignored + dead. */
export interface FoldCounts {
  applied: number;
  duplicate: number;
  late: number;
  /** Ticks, and types that the fold does not consume. */
  ignored: number;
  dead: number;
}

/** The counts of a task, cumulative since the beginning of its partition. */
export interface TaskCounts {
  read: number;
  /** Records of an identity that had been read before, whichever fold consumes them. */
  duplicates: number;
  /** Reports that at least one fold took for late. */
  late: number;
  ticks: number;
  readonly folds: Readonly<Record<string, FoldCounts>>;
  /** Windows that are not closed now. */
  openWindows: number;
  /** Windows that hold more than was stated. */
  unstatedWindows: number;
  /** Events written, by the noun of their topic; forwarded ticks are not counted. */
  readonly emitted: Record<string, number>;
}

/** Nothing read yet. */
export const noCounts = (folds: readonly string[]): TaskCounts => ({
  read: 0,
  duplicates: 0,
  late: 0,
  ticks: 0,
  openWindows: 0,
  unstatedWindows: 0,
  folds: Object.fromEntries(
    folds.map((name) => [name, { applied: 0, duplicate: 0, late: 0, ignored: 0, dead: 0 }]),
  ),
  emitted: {},
});
