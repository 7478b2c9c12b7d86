import type { ClickhouseAccess } from '../clickhouse/connect-queries.ts';
import type { TableHome } from '../clickhouse/table-statements.ts';

/** Where the tables are, as the settings say it. */
export interface ClickhouseSettings {
  readonly TACHO_NAMESPACE: string;
  readonly CLICKHOUSE_URL: string;
  readonly CLICKHOUSE_USER: string;
  readonly CLICKHOUSE_PASSWORD: string;
  readonly CLICKHOUSE_CLUSTER?: string | undefined;
}

/** The ClickHouse that the settings name, and the database of this namespace in it. */
export const clickhouseAccess = (
  settings: ClickhouseSettings,
): ClickhouseAccess & Pick<TableHome, 'cluster'> => ({
  url: settings.CLICKHOUSE_URL,
  username: settings.CLICKHOUSE_USER,
  password: settings.CLICKHOUSE_PASSWORD,
  database: settings.TACHO_NAMESPACE,
  cluster: settings.CLICKHOUSE_CLUSTER,
});
