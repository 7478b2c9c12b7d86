import type { ClickHouseClient } from '@clickhouse/client';

/** A checkpoint that holds, as readers see it. */
export interface FoundCheckpoint {
  readonly projection: string;
  readonly partition: number;
  readonly next: number;
  readonly epoch: number;
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly dead: number;
}

/** The checkpoints of a version of all projections. */
export async function readCheckpoints(
  client: ClickHouseClient,
  version: number,
): Promise<readonly FoundCheckpoint[]> {
  const answer = await client.query({
    query: `SELECT projection, partition, next, epoch, read, applied, ignored, dead FROM checkpoints
WHERE version = {version:UInt32} ORDER BY projection, partition`,
    query_params: { version },
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return answer.json<FoundCheckpoint>();
}
