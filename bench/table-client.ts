import { createClient, type ClickHouseClient } from '@clickhouse/client';
import type { BenchStack } from './bench-stack.ts';

/** Parts of millions of rows are merged in one statement. */
const WITHIN_MS = 600_000;
const PROGRESS_EVERY_MS = 20_000;

/** Asks ClickHouse as its administrator. */
export const tableClient = ({ endpoints }: Pick<BenchStack, 'endpoints'>): ClickHouseClient =>
  createClient({
    url: endpoints.clickhouseUrl,
    username: endpoints.clickhouseUser,
    password: endpoints.clickhousePassword,
    request_timeout: WITHIN_MS,
    // A sign of life, without which the client warns of proxies that cut what is silent.
    clickhouse_settings: {
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: String(PROGRESS_EVERY_MS),
    },
  });
