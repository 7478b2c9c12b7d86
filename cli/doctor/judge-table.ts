import type { ComparedTable } from '../../platform/clickhouse/connect-inspection.ts';
import { isUnfinished, lifeId, type Life } from '../../projections/lives/life.ts';
import type { Trouble } from './finding.ts';
import { makeAnew } from './make-anew.ts';

/** Whose table it is, what is stored of it, and what its checkpoints say. */
export interface TableOwner {
  readonly life: Life;
  /** As they are stored, on all shards. */
  readonly rows: number;
  /** How many records became rows; 0 where rows are dropped some day, so that none need be there. */
  readonly applied: number;
}

/** What is wrong with the table of a version of a projection. */
export function judgeTable(
  { table, isThere, differences }: ComparedTable,
  { life, rows, applied }: TableOwner,
): readonly Trouble[] {
  const trouble = (says: string): Trouble => ({
    verdict: 'fault',
    about: table,
    says,
    todo: makeAnew(life),
  });
  if (!isThere)
    return isUnfinished(life) && applied === 0
      ? []
      : [trouble(`Table ${table} of ${lifeId(life)}, which is ${life.state}, is missing.`)];
  if (differences.length > 0)
    return [trouble(`Table ${table} is not as it is declared: ${differences.join('; ')}.`)];
  if (rows === 0 && applied > 0)
    return [trouble(`Table ${table} is empty, though ${applied} records became rows of it.`)];
  return [];
}
