import type { ClickHouseClient } from '@clickhouse/client';
import type { Checkpoint, Included } from '../core/ports.ts';
import type { Row } from '../core/query-port.ts';
import { SHOWN_VERSION } from './ddl.ts';
import { runQuery } from './run-query.ts';

// Which version a view shows is said by the view itself, for promoting a version replaces the view.
const SQL = `SELECT
  projection,
  version,
  topic,
  partition,
  next,
  read,
  applied,
  ignored,
  dead,
  toUnixTimestamp64Milli(newest_at) AS newestAt,
  toUnixTimestamp64Milli(time) AS timeAt,
  toJSONString(includes) AS includesJson
FROM checkpoints
WHERE (projection, version) IN (
  SELECT name, ${SHOWN_VERSION}
  FROM system.tables
  WHERE database = currentDatabase() AND name IN {projections:Array(String)}
)
ORDER BY projection, topic, partition`;

/** The checkpoints of those versions of projections that their views show, in order of topic and partition. */
export async function readShownCheckpoints(
  client: ClickHouseClient,
  projections: readonly string[],
): Promise<readonly Checkpoint[]> {
  const rows = await runQuery(client, { sql: SQL, params: { projections } });
  return rows.map(toCheckpoint);
}

const toCheckpoint = (row: Row): Checkpoint => ({
  projection: String(row['projection']),
  version: Number(row['version']),
  topic: String(row['topic']),
  partition: Number(row['partition']),
  next: Number(row['next']),
  counts: {
    read: Number(row['read']),
    applied: Number(row['applied']),
    ignored: Number(row['ignored']),
    dead: Number(row['dead']),
  },
  newestAt: instantOf(row['newestAt']),
  includes: JSON.parse(String(row['includesJson'])) as readonly Included[],
  time: instantOf(row['timeAt']),
});

const instantOf = (value: Row[string] | undefined): number | null =>
  typeof value === 'number' ? value : null;
