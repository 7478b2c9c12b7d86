import { messageOf } from '../platform/core/errors.ts';
import { healthOf, type HealthAnswer } from '../platform/core/health.ts';
import type { QueryPort } from '../platform/core/query-port.ts';

/** Whether reports can be answered: ClickHouse is asked. */
export async function tablesHealth(query: QueryPort): Promise<HealthAnswer> {
  const clickhouse = await query.runQuery({ sql: 'SELECT 1 AS one', params: {} }).then(() => 'ok', messageOf);
  return healthOf(() => ({ clickhouse }));
}
