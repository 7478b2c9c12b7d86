import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import type { Query } from '../core/define-report.ts';
import { messageOf, TachoError } from '../core/errors.ts';
import type { Row } from '../core/query-port.ts';

/** What one question may take of ClickHouse. */
const LIMITS = {
  max_execution_time: 30,
  max_memory_usage: '2000000000',
  max_result_rows: '1000000',
} as const;

/** How values are written: numbers as numbers, instants as ISO 8601 in UTC, no number as null. */
const WRITING = {
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
} as const;

const SETTINGS = {
  ...LIMITS,
  ...WRITING,
  readonly: '2',
  // Else an error in the middle would arrive as part of an answer that began well.
  wait_end_of_query: 1,
} as const;

// Names of ClickHouse's error codes (src/Common/ErrorCodes.cpp), as the client gives them.
const TOO_COSTLY = ['TOO_MANY_ROWS', 'TIMEOUT_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED', 'TOO_MANY_ROWS_OR_BYTES'];
const MISSING = ['UNKNOWN_TABLE', 'UNKNOWN_DATABASE'];
const NOT_YET = ['TOO_MANY_SIMULTANEOUS_QUERIES', 'TABLE_IS_READ_ONLY'];

/** Asks ClickHouse for all rows of a query, read-only and within limits; see `QueryPort` for what it throws. */
export async function runQuery(client: ClickHouseClient, { sql, params }: Query): Promise<readonly Row[]> {
  try {
    const answer = await client.query({
      query: sql,
      query_params: { ...params },
      format: 'JSONEachRow',
      clickhouse_settings: SETTINGS,
    });
    return await answer.json<Row>();
  } catch (error) {
    throw ofClickhouse(error);
  }
}

function ofClickhouse(error: unknown): unknown {
  const says = messageOf(error);
  // What ClickHouse did not say itself is a failure to reach it.
  if (!(error instanceof ClickHouseError)) return new TachoError('table-unavailable', says, error);
  const type = error.type ?? '';
  if (TOO_COSTLY.includes(type)) return new TachoError('report-too-costly', says, error);
  if (MISSING.includes(type)) return new TachoError('table-missing', says, error);
  if (NOT_YET.includes(type)) return new TachoError('table-unavailable', says, error);
  return error;
}
