import type { Projection } from '../core/define-projection.ts';
import { spliceColumns } from './splice-columns.ts';

/** A column as a statement names it. */
export interface NamedColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** Columns of the view, in the order of the declaration. */
export function viewColumnsOf(projection: Projection): readonly NamedColumn[] {
  return projection.kind === 'splice'
    ? spliceColumns(projection)
    : Object.entries(projection.columns).map(([name, { type, comment }]) => ({ name, type, comment }));
}

/** Columns with the source offset of a row, which the view hides. */
export const PLACE_COLUMNS: readonly NamedColumn[] = [
  { name: '_partition', type: 'UInt16', comment: 'Partition of the topic that the row came from' },
  { name: '_offset', type: 'UInt64', comment: 'Offset in that partition' },
];

/** Columns of the table. */
export const storedColumns = (projection: Projection): readonly NamedColumn[] => [
  ...viewColumnsOf(projection),
  ...PLACE_COLUMNS,
];
