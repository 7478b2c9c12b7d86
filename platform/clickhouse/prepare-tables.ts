import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { tableOf, type Projection } from '../core/define-projection.ts';
import { messageOf, TachoError } from '../core/errors.ts';
import { checkpointDdl, wantedCheckpoints } from './checkpoint-table.ts';
import { storedColumns } from './column-list.ts';
import { RANK_COLUMN, tableDdl, viewDdl, winnerOf } from './ddl.ts';
import { differencesOf, findTables, type WantedTable } from './found-tables.ts';
import { ttlOf } from './keep-days.ts';
import { onCluster, storedTable, type TableHome } from './table-statements.ts';

/** Makes the database, the tables of projections and the table of checkpoints, where they are missing. */
export async function prepareTables(
  client: ClickHouseClient,
  home: TableHome,
  projections: readonly Projection[],
): Promise<void> {
  const run = (query: string): Promise<unknown> => client.command({ query }).catch(throwTableError);
  await run(`CREATE DATABASE IF NOT EXISTS ${home.database}${onCluster(home)}`);
  for (const statement of checkpointDdl(home)) await run(statement);
  for (const projection of projections)
    for (const statement of tableDdl(home, projection)) await run(statement);
  const found = await findTables(client, home.database).catch(throwTableError);
  for (const wanted of [wantedCheckpoints, ...projections.map(wantedTable)]) {
    const differences = differencesOf(found.get(storedTable(home, wanted.table)), wanted);
    if (differences.length > 0)
      throw new TachoError('table-differs', `${wanted.table}: ${differences.join('; ')}.`);
  }
}

/**
 * Has the view of each projection read the table of this version. In ClickHouse's Atomic databases a view is exchanged
 * for another one at once: a query sees the one or the other, and none of both never.
 */
export async function showTables(
  client: ClickHouseClient,
  home: TableHome,
  projections: readonly Projection[],
): Promise<void> {
  for (const projection of projections)
    await client.command({ query: viewDdl(home, projection) }).catch(throwTableError);
}

/** The table of a projection's version as it has to be. */
export const wantedTable = (projection: Projection): WantedTable => ({
  table: tableOf(projection),
  columns: [...storedColumns(projection), ...(projection.wins === 'first' ? [RANK_COLUMN] : [])],
  winner: winnerOf(projection),
  sortingKey: projection.key.join(', '),
  partitionKey: projection.partitionBy,
  ttl: ttlOf(projection),
});

const DECLARATION: readonly string[] = [
  'SYNTAX_ERROR',
  'UNKNOWN_IDENTIFIER',
  'UNKNOWN_TYPE',
  'BAD_ARGUMENTS',
];

/** Throws `table-differs` where ClickHouse refuses a declaration, and `table-unavailable` for any other error. */
export function throwTableError(error: unknown): never {
  const isDeclaration = error instanceof ClickHouseError && DECLARATION.includes(error.type ?? '');
  throw new TachoError(isDeclaration ? 'table-differs' : 'table-unavailable', messageOf(error), error);
}
