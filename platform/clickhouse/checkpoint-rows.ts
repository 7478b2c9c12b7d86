import type { ClickHouseClient } from '@clickhouse/client';
import type { Projection } from '../core/define-projection.ts';
import type { Included } from '../core/ports.ts';
import type { KeptCheckpoint, Standing } from '../core/table-port.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_TABLE } from './checkpoint-table.ts';

/** A checkpoint as ClickHouse answers it. */
interface CheckpointRow {
  readonly partition: number;
  readonly next: number;
  readonly epoch: number;
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly dead: number;
  readonly newestAt: number | null;
  readonly timeAt: number | null;
  readonly includes: readonly Included[];
  readonly _ticks: string;
  readonly _outstanding: readonly number[];
}

/** The checkpoints of a version of a projection that hold. */
export async function readCheckpoints(
  client: ClickHouseClient,
  database: string,
  { name, version }: Projection,
  topic: string,
): Promise<readonly KeptCheckpoint[]> {
  const answer = await client.query({
    query: `SELECT * EXCEPT (newest_at, time), toUnixTimestamp64Milli(newest_at) AS newestAt,
toUnixTimestamp64Milli(time) AS timeAt FROM ${database}.${CHECKPOINT_TABLE} FINAL
WHERE projection = {name:String} AND version = {version:UInt32} AND topic = {topic:String} ORDER BY partition`,
    query_params: { name, version, topic },
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  const rows = await answer.json<CheckpointRow>();
  return rows.map((row) => checkpointOf(row, { projection: name, version, topic }));
}

function checkpointOf(
  row: CheckpointRow,
  of: Pick<KeptCheckpoint, 'projection' | 'version' | 'topic'>,
): KeptCheckpoint {
  const { partition, next, epoch, read, applied, ignored, dead, newestAt, timeAt, includes } = row;
  const counts = { read, applied, ignored, dead };
  const ticks = JSON.parse(row._ticks) as object;
  const learned = { ticks, outstanding: row._outstanding };
  return { ...of, partition, next, epoch, counts, newestAt, time: timeAt, includes, ...learned };
}

/** Where the checkpoints of a version of a projection stand: less to read than what they say. */
export async function readStandings(
  client: ClickHouseClient,
  database: string,
  { name, version }: Projection,
  topic: string,
): Promise<readonly Standing[]> {
  const answer = await client.query({
    query: `SELECT partition, max((epoch, next)) AS furthest FROM ${database}.${CHECKPOINT_TABLE}
WHERE projection = {name:String} AND version = {version:UInt32} AND topic = {topic:String} GROUP BY partition`,
    query_params: { name, version, topic },
    format: 'JSONCompactEachRow',
    // A few rows: to divide them would be more work than to read them.
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0, max_threads: 1 },
  });
  const rows = await answer.json<readonly [number, readonly [number, number]]>();
  return rows.map(([partition, [epoch, next]]) => ({ partition, epoch, next }));
}

/** Writes checkpoints; which of several of one partition holds is for the table to say. */
export async function saveCheckpoints(
  client: ClickHouseClient,
  database: string,
  checkpoints: readonly KeptCheckpoint[],
): Promise<void> {
  if (checkpoints.length === 0) return;
  await client.insert({
    table: `${database}.${CHECKPOINT_TABLE}`,
    columns: CHECKPOINT_COLUMNS.map(({ name }) => name) as [string, ...string[]],
    values: checkpoints.map(valuesOf),
    format: 'JSONCompactEachRow',
  });
}

/** In the order of the columns. */
const valuesOf = (checkpoint: KeptCheckpoint): readonly unknown[] => [
  checkpoint.projection,
  checkpoint.version,
  checkpoint.topic,
  checkpoint.partition,
  checkpoint.next,
  checkpoint.epoch,
  checkpoint.counts.read,
  checkpoint.counts.applied,
  checkpoint.counts.ignored,
  checkpoint.counts.dead,
  instantText(checkpoint.newestAt),
  instantText(checkpoint.time),
  checkpoint.includes,
  JSON.stringify(checkpoint.ticks),
  checkpoint.outstanding,
];

/** A bare number would be read as seconds. */
const instantText = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().replace('T', ' ').slice(0, -1);
