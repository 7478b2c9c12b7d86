/**
 * What was written to some topics, each record as text, by topic, source partition and the partition where it stands:
 * within those, records have an order.
 */
export type Written = ReadonlyMap<string, readonly string[]>;

/** How what was written differs from what should have been. */
export interface Difference {
  /** Records that should be there, and are not. */
  readonly lost: number;
  /** Records that are there more often than they should be. */
  readonly duplicated: number;
  /** Records that nobody should have written. */
  readonly foreign: number;
  /** Places where the records are all there and in another order. */
  readonly disordered: readonly string[];
}

/** Holds what was written against what should have been, record by record. */
export function compareWritten(expected: Written, found: Written): Difference {
  let [lost, duplicated, foreign] = [0, 0, 0];
  const disordered: string[] = [];
  for (const place of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, there] = [expected.get(place) ?? [], found.get(place) ?? []];
    if (isSame(wanted, there)) continue;
    const counts = countsOf(wanted);
    const known = new Set(wanted);
    let excess = 0;
    for (const record of there) {
      const left = counts.get(record) ?? 0;
      counts.set(record, left - 1);
      if (left > 0) continue;
      excess += 1;
      if (known.has(record)) duplicated += 1;
      else foreign += 1;
    }
    const missing = wanted.length - (there.length - excess);
    lost += missing;
    if (missing === 0 && excess === 0) disordered.push(place);
  }
  return { lost, duplicated, foreign, disordered };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((record, index) => record === b[index]);

function countsOf(records: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(record, (counts.get(record) ?? 0) + 1);
  return counts;
}
