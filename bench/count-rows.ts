import type { ClickHouseClient } from '@clickhouse/client';

/** The one number that a query gives. */
export async function askNumber(client: ClickHouseClient, query: string): Promise<number> {
  const answer = await client.query({ query, format: 'JSONCompactEachRow' });
  const [row] = await answer.json<[string | number]>();
  return Number(row?.[0] ?? 0);
}
