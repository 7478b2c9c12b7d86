import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { QueryPort } from '../core/query-port.ts';
import { readShownCheckpoints } from './read-shown-checkpoints.ts';
import { runQuery } from './run-query.ts';

/** Where ClickHouse is, who asks, and the database of the views. */
export interface ClickhouseAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

// Longer than a query may run, so that ClickHouse itself says that it took too long.
const REQUEST_TIMEOUT_MS = 40_000;

/** Connects the read side to ClickHouse; nothing is asked before the first query. */
export function connectQueries(access: ClickhouseAccess): QueryPort {
  const client = createClient({
    ...access,
    application: 'tacho-reports',
    request_timeout: REQUEST_TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    runQuery: (query) => runQuery(client, query),
    checkpoints: (projections) => readShownCheckpoints(client, projections),
    close: () => client.close(),
  };
}
