import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { startCluster, type Cluster, type ClusterUser } from './start-cluster.ts';

/** A row as ClickHouse answers it. */
export type ClickHouseRow = Readonly<Record<string, unknown>>;

/** The shards, by which their nodes are told apart. */
export const SHARDS = [1, 2] as const;
export type Shard = (typeof SHARDS)[number];

/** A cluster, and how a test asks each of its nodes. */
export interface ClusterArena {
  readonly cluster: Cluster;
  /** As whom the project asks a node, and the one who may do everything. */
  readonly loginAt: (shard: Shard) => ClusterUser & { readonly url: string };
  readonly ownerAt: (shard: Shard) => ClusterUser & { readonly url: string };
  readonly open: (database: string, shard?: Shard) => TablePort;
  /** These three ask as the one who may do everything. */
  readonly command: (shard: Shard, sql: string) => Promise<unknown>;
  readonly query: (shard: Shard, sql: string) => Promise<readonly ClickHouseRow[]>;
  readonly count: (shard: Shard, table: string, database?: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts a cluster for a test. */
export async function openClusterArena(...databases: readonly [string, ...string[]]): Promise<ClusterArena> {
  const cluster = await startCluster(...databases);
  const at = (shard: Shard) => ({ url: cluster.urls[shard - 1] ?? '' });
  const loginAt = (shard: Shard) => ({ ...at(shard), ...cluster.worker });
  const ownerAt = (shard: Shard) => ({ ...at(shard), ...cluster.owner });
  const log = { level: ClickHouseLogLevel.OFF };
  const clients = { 1: createClient({ ...ownerAt(1), log }), 2: createClient({ ...ownerAt(2), log }) };
  const query: ClusterArena['query'] = async (shard, sql) => {
    const clickhouse_settings = { output_format_json_quote_64bit_integers: 0 } as const;
    const answer = await clients[shard].query({ query: sql, format: 'JSONEachRow', clickhouse_settings });
    return answer.json<ClickHouseRow>();
  };
  return {
    ...{ cluster, loginAt, ownerAt, query },
    open: (database, shard = 1) =>
      connectTables({ ...loginAt(shard), database, cluster: cluster.name, container: spliceContainer }),
    command: (shard, sql) => clients[shard].command({ query: sql }),
    count: async (shard, table, database = 'tacho') => {
      const [row] = await query(shard, `SELECT count() AS n FROM ${database}.${table}`);
      return Number(row?.['n']);
    },
    stop: async () => {
      for (const shard of SHARDS) await clients[shard].close();
      await cluster.stop();
    },
  };
}
