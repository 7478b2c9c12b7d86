import type { ClickHouseSettings } from '@clickhouse/client';
import type { TableHome } from './table-statements.ts';

/**
 * What makes a write durable when it is answered where tables are on a cluster: the shards have it, and of each the
 * most of its replicas.
 */
export const clusterSettings = ({ cluster }: Pick<TableHome, 'cluster'>): ClickHouseSettings =>
  cluster === undefined ? {} : { distributed_foreground_insert: 1, insert_quorum: 'auto' };
