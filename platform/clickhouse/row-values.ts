import type { RowProjection } from '../core/define-projection.ts';
import { messageOf } from '../core/errors.ts';
import { BlockRefusedError, type PlacedRow } from '../core/table-port.ts';
import { storedColumns } from './column-list.ts';

/** The names of all stored columns of a projection, in the order of `rowValues`. */
export const storedNames = (projection: RowProjection): [string, ...string[]] =>
  storedColumns(projection).map(({ name }) => name) as [string, ...string[]];

/** A row as ClickHouse reads it from JSON, value by value; throws `BlockRefusedError` where a value does not fit. */
export function rowValues(
  projection: RowProjection,
  { partition, offset, row }: PlacedRow,
): readonly unknown[] {
  const values = row as Readonly<Record<string, never>>;
  try {
    const own = Object.entries(projection.columns).map(([name, { json }]) => json(values[name] as never));
    return [...own, partition, offset];
  } catch (error) {
    throw new BlockRefusedError(messageOf(error), { cause: error });
  }
}
