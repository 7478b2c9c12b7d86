/** Final totals by key: how many positions, and whatever else is summed or compared. */
export type Totals = ReadonlyMap<string, readonly number[]>;

/** How totals differ from what they should be. */
export interface TotalsDifference {
  /** Positions that are missing in some total, over all totals. */
  readonly lost: number;
  /** Positions that some total has too many. */
  readonly duplicated: number;
  /** Keys whose totals are not what they should be. */
  readonly wrong: readonly string[];
}

/** Holds totals against what an oracle says; the first number of each is its count of positions. */
export function compareTotals(expected: Totals, found: Totals): TotalsDifference {
  let [lost, duplicated] = [0, 0];
  const wrong: string[] = [];
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, there] = [expected.get(key) ?? [], found.get(key) ?? []];
    if (wanted.length === there.length && wanted.every((each, index) => each === there[index])) continue;
    wrong.push(key);
    const more = (there[0] ?? 0) - (wanted[0] ?? 0);
    lost += Math.max(0, -more);
    duplicated += Math.max(0, more);
  }
  return { lost, duplicated, wrong };
}
