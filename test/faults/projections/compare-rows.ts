import type { Rows } from './expect-rows.ts';

/** How rows differ from what they should be. */
export interface RowsDifference {
  /** Keys without a row. */
  readonly lost: number;
  /** Rows whose key had one before. */
  readonly duplicated: number;
  /** Keys that nobody has said, or of which the row says something else. */
  readonly wrong: readonly string[];
}

/** Holds the rows of a table, each with its key, against what an oracle says. */
export function compareRows(
  expected: Rows,
  found: readonly (readonly [key: string, row: string])[],
): RowsDifference {
  const seen = new Set<string>();
  let duplicated = 0;
  const wrong: string[] = [];
  for (const [key, row] of found) {
    if (seen.has(key)) duplicated += 1;
    seen.add(key);
    const wanted = expected.get(key);
    if (wanted === undefined) wrong.push(`${row}, which nobody has said`);
    else if (wanted !== row) wrong.push(`${row} instead of ${wanted}`);
  }
  const lost = [...expected.keys()].filter((key) => !seen.has(key)).length;
  return { lost, duplicated, wrong };
}
