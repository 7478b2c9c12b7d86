import type { ClickHouseClient } from '@clickhouse/client';
import { ask } from './ask.ts';
import { stringLiteral } from './ddl-text.ts';
import { storedTable, type TableHome } from './table-statements.ts';

/** Stored rows and bytes of a table, on all shards. */
interface TableSize {
  /** Of one key there may be several until they are merged. */
  readonly rows: number;
  /** Compressed. */
  readonly bytes: number;
}

/** Size of a table, by the name that is written to and read from; undefined where nothing is stored. */
export type TableSizes = (table: string) => TableSize | undefined;

/** Asks what is stored; on a cluster one replica of each shard says its part, and all shards have to answer. */
export async function tableSizes(client: ClickHouseClient, home: TableHome): Promise<TableSizes> {
  const { database, cluster } = home;
  const from = cluster === undefined ? 'system.tables' : `cluster(${stringLiteral(cluster)}, system.tables)`;
  const query = `SELECT name, sum(ifNull(total_rows, 0)) AS rows, sum(ifNull(total_bytes, 0)) AS bytes
FROM ${from} WHERE database = {database:String} AND engine LIKE '%MergeTree' GROUP BY name`;
  const found = await ask<TableSize & { readonly name: string }>(client, query, { database });
  const sizes = new Map(found.map(({ name, rows, bytes }) => [name, { rows, bytes }]));
  return (table) => sizes.get(storedTable(home, table));
}
