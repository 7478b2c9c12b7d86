import { TupleParam, type ClickHouseClient } from '@clickhouse/client';
import { dateTimeText } from '../core/date-time-text.ts';
import type { Projection } from '../core/define-projection.ts';
import type { Included } from '../core/ports.ts';
import type { KeptCheckpoint, CheckpointPosition } from '../core/table-port.ts';
import { ask } from './ask.ts';
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

/** Reads the current checkpoints of a version of a projection. */
export async function readKeptCheckpoints(
  client: ClickHouseClient,
  database: string,
  { name, version }: Projection,
  topic: string,
): Promise<readonly KeptCheckpoint[]> {
  const query = `SELECT * EXCEPT (newest_at, time), toUnixTimestamp64Milli(newest_at) AS newestAt,
toUnixTimestamp64Milli(time) AS timeAt FROM ${database}.${CHECKPOINT_TABLE} FINAL
WHERE projection = {name:String} AND version = {version:UInt32} AND topic = {topic:String} ORDER BY partition`;
  const rows = await ask<CheckpointRow>(client, query, { name, version, topic });
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

/** Owner of checkpoints: a version of a projection, and the topic that it reads. */
export interface CheckpointOwner {
  readonly name: string;
  readonly version: number;
  readonly topic: string;
}

interface StandingRow extends CheckpointOwner {
  readonly partition: number;
  readonly furthest: readonly [epoch: number, next: number];
}

/** Reads epoch and offset alone of these owners' checkpoints, which is quicker than reading them whole. */
export async function readCheckpointPositions(
  client: ClickHouseClient,
  database: string,
  owners: readonly CheckpointOwner[],
): Promise<readonly (CheckpointOwner & CheckpointPosition)[]> {
  // A few rows: to divide them among threads would be more work than to read them.
  const query = `SELECT projection AS name, version, topic, partition, max((epoch, next)) AS furthest
FROM ${database}.${CHECKPOINT_TABLE}
WHERE (projection, version, topic) IN {owners:Array(Tuple(String, UInt32, String))}
GROUP BY name, version, topic, partition SETTINGS max_threads = 1`;
  const asked = owners.map(({ name, version, topic }) => new TupleParam([name, version, topic]));
  const rows = await ask<StandingRow>(client, query, { owners: asked });
  return rows.map(({ furthest: [epoch, next], ...row }) => ({ ...row, epoch, next }));
}

/** Writes checkpoints; the table decides which of several of one partition wins. */
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
    clickhouse_settings: { max_threads: 1 },
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
  textOrNull(checkpoint.newestAt),
  textOrNull(checkpoint.time),
  checkpoint.includes,
  JSON.stringify(checkpoint.ticks),
  checkpoint.outstanding,
];

const textOrNull = (at: number | null): string | null => (at === null ? null : dateTimeText(at));
