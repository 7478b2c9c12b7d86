import { list, stringLiteral } from './ddl-text.ts';

/** Database and cluster of tables and views. */
export interface TableHome {
  readonly database: string;
  /** A cluster of ClickHouse's configuration, with the macros {shard} and {replica}; one node without it. */
  readonly cluster?: string | undefined;
}

/** A table that is to be made: of the rows of one key that of the greatest version holds. */
export interface NewTable {
  readonly table: string;
  /** Written columns, as in a CREATE statement. */
  readonly columns: readonly string[];
  /** A column that ClickHouse works out of the others. */
  readonly workedOut?: string;
  readonly version: string;
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly ttl?: string;
  readonly doc: string;
  /** A number that is the same for all rows of one key: they are told apart within a shard only. */
  readonly shardBy: string;
}

/** ` ON CLUSTER ...`, or nothing on one node. */
export const onCluster = ({ cluster }: TableHome): string =>
  cluster === undefined ? '' : ` ON CLUSTER ${stringLiteral(cluster)}`;

/** The table that holds the rows: on a cluster the one of each shard, with its replicas. */
export const storedTable = ({ cluster }: TableHome, table: string): string =>
  cluster === undefined ? table : `${table}_local`;

/** The statements that make a table; on a cluster one that is replicated in each shard, and one over all shards. */
export function tableStatements(home: TableHome, table: NewTable): readonly string[] {
  const stored = [
    `CREATE TABLE IF NOT EXISTS ${home.database}.${storedTable(home, table.table)}${onCluster(home)}`,
    list([...table.columns, ...(table.workedOut === undefined ? [] : [table.workedOut])]),
    `ENGINE = ${home.cluster === undefined ? '' : 'Replicated'}ReplacingMergeTree(${table.version})`,
    ...(table.partitionBy === undefined ? [] : [`PARTITION BY ${table.partitionBy}`]),
    `ORDER BY (${table.orderBy})`,
    ...(table.ttl === undefined || table.ttl === '' ? [] : [`TTL ${table.ttl}`]),
    `COMMENT ${stringLiteral(table.doc)}`,
  ].join('\n');
  return home.cluster === undefined ? [stored] : [stored, overAllShards(home, home.cluster, table)];
}

function overAllShards(home: TableHome, cluster: string, { table, columns, shardBy, doc }: NewTable): string {
  const rest = [cluster, home.database, storedTable(home, table)].map(stringLiteral).join(', ');
  return [
    `CREATE TABLE IF NOT EXISTS ${home.database}.${table}${onCluster(home)}`,
    list(columns),
    `ENGINE = Distributed(${rest}, ${shardBy})`,
    `COMMENT ${stringLiteral(doc)}`,
  ].join('\n');
}
