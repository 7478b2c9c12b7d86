import type { ClickHouseClient } from '@clickhouse/client';
import { tableOf, versionIn, type Projection } from '../core/define-projection.ts';
import type { KeptVersion } from '../core/table-port.ts';
import { ask } from './ask.ts';
import { wantedBatchRuns } from './batch-runs.ts';
import { CHECKPOINT_TABLE } from './checkpoint-table.ts';
import { onCluster, storedTable, type TableHome } from './table-statements.ts';

// On a cluster the table of that name is the one over all shards.
const STORED = `SELECT name FROM system.tables
WHERE database = {database:String} AND (engine LIKE '%MergeTree' OR engine = 'Distributed')
  AND match(name, '_v[0-9]+$') AND name NOT IN {others:Array(String)}`;
const OTHERS = [CHECKPOINT_TABLE, wantedBatchRuns.table];

/** The versions of projections and batches of which there is a table. */
export const storedVersions = (client: ClickHouseClient, database: string): Promise<readonly KeptVersion[]> =>
  versionsIn(client, database, `${STORED}\nORDER BY name`);

/** The versions of which there is a table or a checkpoint. */
export const keptVersions = (client: ClickHouseClient, database: string): Promise<readonly KeptVersion[]> =>
  versionsIn(
    client,
    database,
    `${STORED}
UNION DISTINCT
SELECT concat(projection, '_v', toString(version)) AS name FROM ${database}.${CHECKPOINT_TABLE}`,
  );

async function versionsIn(
  client: ClickHouseClient,
  database: string,
  query: string,
): Promise<readonly KeptVersion[]> {
  const rows = await ask<{ readonly name: string }>(client, query, { database, others: OTHERS });
  return rows.map(({ name }) => versionIn(name));
}

/** Removes the checkpoints of a version, then its table: a checkpoint without its rows would be believed. */
export async function dropVersion(
  client: ClickHouseClient,
  home: TableHome,
  { name, version }: Pick<Projection, 'name' | 'version'>,
): Promise<void> {
  const [where, everywhere] = [`${home.database}.`, onCluster(home)];
  const checkpoints = `${where}${storedTable(home, CHECKPOINT_TABLE)}${everywhere}`;
  await client.command({
    query: `DELETE FROM ${checkpoints} WHERE projection = {name:String} AND version = {version:UInt32}`,
    query_params: { name, version },
  });
  const table = tableOf({ name, version });
  for (const each of new Set([table, storedTable(home, table)]))
    await client.command({ query: `DROP TABLE IF EXISTS ${where}${each}${everywhere} SYNC` });
}
