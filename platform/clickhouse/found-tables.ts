import type { ClickHouseClient } from '@clickhouse/client';
import { ask } from './ask.ts';
import type { NamedColumn } from './column-list.ts';

/** A table as it is in ClickHouse. */
export interface FoundTable {
  /** The column by whose greatest value one of several rows of a key holds; empty where all of them do. */
  readonly winner: string;
  readonly sortingKey: string;
  readonly partitionKey: string;
  /** Empty where rows stay for ever. */
  readonly ttl: string;
  /** Types by name. */
  readonly columns: ReadonlyMap<string, string>;
}

/** A table as a declaration wants it. */
export interface WantedTable {
  readonly table: string;
  readonly columns: readonly Pick<NamedColumn, 'name' | 'type'>[];
  readonly winner: string;
  readonly sortingKey: string;
  readonly partitionKey: string;
  readonly ttl: string;
}

interface TableRow {
  readonly name: string;
  readonly winner: string;
  readonly sorting_key: string;
  readonly partition_key: string;
  readonly ttl: string;
  readonly columns: readonly (readonly [string, string])[];
}

const SQL = `SELECT
  name,
  splitByString(', ', extract(engine_full, 'ReplacingMergeTree\\\\(([^)]*)\\\\)'))[-1] AS winner,
  sorting_key,
  partition_key,
  extract(engine_full, ' TTL (.+?)(?: SETTINGS |$)') AS ttl,
  columns
FROM system.tables
INNER JOIN (
  SELECT table, groupArray((name, type)) AS columns
  FROM system.columns WHERE database = {database:String} GROUP BY table
) AS described ON described.table = tables.name
WHERE database = {database:String}`;

/** The tables of a database, by name. */
export async function findTables(
  client: ClickHouseClient,
  database: string,
): Promise<ReadonlyMap<string, FoundTable>> {
  const rows = await ask<TableRow>(client, SQL, { database });
  return new Map(
    rows.map(({ name, sorting_key: sortingKey, partition_key: partitionKey, columns, ...rest }) => [
      name,
      { ...rest, sortingKey, partitionKey, columns: new Map(columns) },
    ]),
  );
}

/** What is not as it is wanted, in words. */
export function differencesOf(found: FoundTable | undefined, wanted: WantedTable): readonly string[] {
  if (found === undefined) return ['it is missing'];
  const names = new Set(wanted.columns.map(({ name }) => name));
  return [
    ...wanted.columns.flatMap(({ name, type }) => {
      const existing = found.columns.get(name);
      return existing === type ? [] : [`${name} is ${existing ?? 'missing'}, declared ${type}`];
    }),
    ...[...found.columns.keys()].filter((name) => !names.has(name)).map((name) => `${name} is not declared`),
    ...(found.winner === wanted.winner
      ? []
      : [`of the rows of one key it keeps ${kept(found.winner)}, declared ${kept(wanted.winner)}`]),
    ...keyDifference('ordered', found.sortingKey, wanted.sortingKey),
    ...keyDifference('partitioned', found.partitionKey, wanted.partitionKey),
    ...(found.ttl === wanted.ttl
      ? []
      : [`its rows live until ${found.ttl || 'ever'}, declared ${wanted.ttl || 'ever'}`]),
  ];
}

const kept = (winner: string): string => (winner === '' ? 'all' : `that of the greatest ${winner}`);

function keyDifference(what: string, found: string, wanted: string): readonly string[] {
  return bare(found) === bare(wanted) ? [] : [`it is ${what} by ${found}, declared ${wanted}`];
}

/** ClickHouse puts a key of one column into brackets, and leaves those of several out. */
const bare = (key: string): string => key.replace(/^\((.*)\)$/, '$1').replace(/^tuple\(\)$/, '');
