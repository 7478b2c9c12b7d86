/**
 * What became of the records that a fold has read: read = applied + duplicate + late + ignored + dead + waiting. A
 * summary of summaries reads what it is handed over within its task.
 */
export interface FoldCounts {
  read: number;
  applied: number;
  duplicate: number;
  late: number;
  /** Ticks, and types that the fold does not consume. */
  ignored: number;
  dead: number;
  /** Those that wait for older ones now; not cumulative. */
  waiting: number;
}

/** The counts of a task, cumulative since the beginning of its partition. */
export interface TaskCounts {
  read: number;
  /** Records of an identity that had been read before, whichever fold consumes them. */
  duplicates: number;
  /** Reports that at least one fold took for late. */
  late: number;
  ticks: number;
  /** Releases of dead letters; like ticks they are no reports. */
  released: number;
  readonly folds: Readonly<Record<string, FoldCounts>>;
  /** Events that wait behind dead letters now, over all folds; `waiting` of the folds includes them. */
  parked: number;
  /** Windows that are not closed now. */
  openWindows: number;
  /** Windows that hold more than was stated. */
  unstatedWindows: number;
  /** Events written, by their topic; forwarded ticks are not counted. */
  readonly emitted: Record<string, number>;
}

/** Nothing read yet. */
export const noCounts = (folds: readonly string[]): TaskCounts => ({
  read: 0,
  duplicates: 0,
  late: 0,
  ticks: 0,
  released: 0,
  parked: 0,
  openWindows: 0,
  unstatedWindows: 0,
  folds: Object.fromEntries(
    folds.map((name) => [
      name,
      { read: 0, applied: 0, duplicate: 0, late: 0, ignored: 0, dead: 0, waiting: 0 },
    ]),
  ),
  emitted: {},
});

const FOLD_COUNTS = ['read', 'applied', 'duplicate', 'late', 'ignored', 'dead', 'waiting'] as const;

/** The counts as short JSON: Kafka takes notes of four KiB with an offset. */
export const packCounts = ({ folds, ...rest }: TaskCounts): object => ({
  ...rest,
  folds: Object.fromEntries(
    Object.entries(folds).map(([name, counts]) => [name, FOLD_COUNTS.map((each) => counts[each])]),
  ),
});

/** The counts that `packCounts` made. */
export function unpackCounts(packed: object): TaskCounts {
  const { folds, ...rest } = packed as TaskCounts & { readonly folds: Readonly<Record<string, number[]>> };
  const named = Object.entries(folds).map(([name, counts]) => [
    name,
    Object.fromEntries(FOLD_COUNTS.map((each, index) => [each, counts[index] ?? 0])),
  ]);
  // What an older note does not count was not there.
  return { ...noCounts([]), ...rest, folds: Object.fromEntries(named) as TaskCounts['folds'] };
}

/** How many events of the source a task has read: neither ticks nor releases. */
export const eventsRead = ({ read, ticks, released }: TaskCounts): number => read - ticks - released;

/** The counts of a fold; throws where the task does not know it. */
export function countsOf(counts: TaskCounts, { name }: { readonly name: string }): FoldCounts {
  const known = counts.folds[name];
  if (known === undefined) throw new Error(`the task does not count ${name}`);
  return known;
}
