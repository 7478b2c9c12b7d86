/** A key of a partition, and how much there is of it. */
export interface HotKey {
  readonly partition: number;
  readonly key: string;
  readonly amount: number;
}

/** The keys of which there is most, the greatest first, */
export interface HotKeys {
  /** by the events that came in the last minutes, */
  readonly byEvents: readonly HotKey[];
  /** and by the bytes of their state in the changelog. */
  readonly byState: readonly HotKey[];
}

const MOST = 10;

/** The ten keys of which there is most; equal ones by partition and key, those with nothing not at all. */
export function hottest(keys: Iterable<HotKey>): readonly HotKey[] {
  const found: HotKey[] = [];
  for (const key of keys) {
    if (key.amount === 0 || !isHotter(key, found[MOST - 1])) continue;
    let at = found.length;
    while (at > 0 && isHotter(key, found[at - 1])) at -= 1;
    found.splice(at, 0, key);
    if (found.length > MOST) found.pop();
  }
  return found;
}

/** The hottest over all partitions: a key has only one. */
export const mergeHotKeys = (partitions: readonly HotKeys[]): HotKeys => ({
  byEvents: hottest(partitions.flatMap(({ byEvents }) => byEvents)),
  byState: hottest(partitions.flatMap(({ byState }) => byState)),
});

function isHotter(a: HotKey, b: HotKey | undefined): boolean {
  if (b === undefined) return true;
  if (a.amount !== b.amount) return a.amount > b.amount;
  if (a.partition !== b.partition) return a.partition < b.partition;
  return a.key < b.key;
}
