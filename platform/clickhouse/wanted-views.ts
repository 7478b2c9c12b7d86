import type { Derivation } from '../core/derivation.ts';
import type { Projection } from '../core/define-projection.ts';
import { wantedBatchRuns } from './batch-runs.ts';
import { wantedBatchTable } from './batch-table.ts';
import { viewColumnsOf, type NamedColumn } from './column-list.ts';
import { dictionaryColumns } from './dictionary-ddl.ts';
import type { WantedTable } from './found-tables.ts';

type Column = Pick<NamedColumn, 'name' | 'type'>;

/** The view of a projection as it has to be. */
export const wantedView = (projection: Projection): WantedTable =>
  viewOf(projection.name, [...viewColumnsOf(projection), ...namedColumns(projection.computed ?? {})]);

/** All that is made for something derived, as it has to be. */
export function wantedForDerivation(derivation: Derivation): readonly WantedTable[] {
  switch (derivation.kind) {
    case 'dictionary':
      return [viewOf(derivation.name, dictionaryColumns(derivation))];
    case 'on-demand':
      return [viewOf(derivation.name, namedColumns(derivation.columns))];
    case 'batch':
      return [
        wantedBatchRuns,
        wantedBatchTable(derivation),
        viewOf(derivation.name, namedColumns(derivation.columns)),
      ];
    default:
      return derivation satisfies never;
  }
}

const viewOf = (table: string, columns: readonly Column[]): WantedTable => ({
  ...{ table, columns, winner: '', sortingKey: '', partitionKey: '', ttl: '' },
});

const namedColumns = (columns: Readonly<Record<string, { readonly type: string }>>): readonly Column[] =>
  Object.entries(columns).map(([name, { type }]) => ({ name, type }));
