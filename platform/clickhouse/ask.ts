import type { ClickHouseClient } from '@clickhouse/client';

/** All rows of a query, its whole numbers as numbers; throws what the client throws. */
export async function ask<R>(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<R[]> {
  const answer = await client.query({
    query,
    query_params: { ...parameters },
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return answer.json<R>();
}
