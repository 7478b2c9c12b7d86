import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { tableOf, type Projection } from '../core/define-projection.ts';
import { messageOf, TachoError } from '../core/errors.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_TABLE, checkpointDdl } from './checkpoint-table.ts';
import { storedColumns, type NamedColumn } from './column-list.ts';
import { tableDdl, viewDdl } from './ddl.ts';

/** Makes the database, tables and views of projections and the table of checkpoints, where they are missing. */
export async function prepareTables(
  client: ClickHouseClient,
  database: string,
  projections: readonly Projection[],
): Promise<void> {
  const run = (query: string): Promise<unknown> => client.command({ query }).catch(refuse);
  await run(`CREATE DATABASE IF NOT EXISTS ${database}`);
  for (const statement of checkpointDdl(database)) await run(statement);
  for (const projection of projections) await run(tableDdl(database, projection));
  const found = await columnsByTable(client, database).catch(refuse);
  failIfDifferent(found, CHECKPOINT_TABLE, CHECKPOINT_COLUMNS);
  for (const projection of projections)
    failIfDifferent(found, tableOf(projection), storedColumns(projection));
  // A view over columns that are not there would be an error of its own, so they come last.
  for (const projection of projections) await run(viewDdl(database, projection));
}

/** What ClickHouse itself refuses here is a declaration at fault; anything else is a server that does not answer. */
function refuse(error: unknown): never {
  const isDeclaration = error instanceof ClickHouseError && DECLARATION.includes(error.type ?? '');
  throw new TachoError(isDeclaration ? 'table-differs' : 'table-unavailable', messageOf(error), error);
}

const DECLARATION: readonly string[] = [
  'SYNTAX_ERROR',
  'UNKNOWN_IDENTIFIER',
  'UNKNOWN_TYPE',
  'BAD_ARGUMENTS',
];

type ColumnsByTable = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function columnsByTable(client: ClickHouseClient, database: string): Promise<ColumnsByTable> {
  const answer = await client.query({
    query: `SELECT table, name, type FROM system.columns
WHERE database = {database:String} AND default_kind != 'MATERIALIZED'`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  const tables = new Map<string, Map<string, string>>();
  for (const { table, name, type } of await answer.json<NamedColumn & { readonly table: string }>()) {
    const columns = tables.get(table) ?? new Map<string, string>();
    tables.set(table, columns.set(name, type));
  }
  return tables;
}

function failIfDifferent(tables: ColumnsByTable, table: string, declared: readonly NamedColumn[]): void {
  const found = new Map(tables.get(table));
  const differences = declared.flatMap(({ name, type }) => {
    const existing = found.get(name);
    found.delete(name);
    return existing === type ? [] : [`${name} is ${existing ?? 'missing'}, declared ${type}`];
  });
  differences.push(...Array.from(found.keys(), (name) => `${name} is not declared`));
  if (differences.length > 0) throw new TachoError('table-differs', `${table}: ${differences.join('; ')}.`);
}
