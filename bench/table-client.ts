import { createClient, type ClickHouseClient } from '@clickhouse/client';
import type { BenchStack } from './bench-stack.ts';

/** Parts of millions of rows are merged in one statement. */
const WITHIN_MS = 600_000;

/** Asks ClickHouse as its administrator. */
export const tableClient = ({ endpoints }: Pick<BenchStack, 'endpoints'>): ClickHouseClient =>
  createClient({
    url: endpoints.clickhouseUrl,
    username: endpoints.clickhouseUser,
    password: endpoints.clickhousePassword,
    request_timeout: WITHIN_MS,
  });
