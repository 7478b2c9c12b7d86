import type { ClickHouseClient } from '@clickhouse/client';
import { storedColumns } from '../platform/clickhouse/column-list.ts';
import { spliceColumns } from '../platform/clickhouse/splice-columns.ts';
import { vehiclePositions } from '../projections/vehicle-positions.ts';
import type { BenchStack } from './bench-stack.ts';
import { askNumber } from './count-rows.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import type { SpliceRun } from './run-own-projection.ts';
import type { BenchSetting } from './scenario.ts';
import { pollUntil } from './poll-until.ts';

const DATABASE = 'engine';
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 600_000;

/** The engine's best settings on two cores: a consumer a core, blocks of 200,000 rows. */
const ENGINE_SETTINGS = {
  kafka_format: "'AvroConfluent'",
  kafka_num_consumers: '2',
  kafka_thread_per_consumer: '1',
  kafka_flush_interval_ms: '500',
  kafka_max_block_size: '200000',
} as const;

/**
 * Reads the same topic with ClickHouse's Kafka engine, through a materialised view, into a plain MergeTree of the
 * columns, order and partitions of `vehicle_positions`, from the beginning.
 */
export async function runKafkaEngine(
  topic: string,
  { endpoints, pids }: BenchStack,
  client: ClickHouseClient,
  { events, signal }: BenchSetting,
): Promise<SpliceRun> {
  const run = (query: string): Promise<unknown> => client.command({ query });
  await run(`DROP DATABASE IF EXISTS ${DATABASE} SYNC`);
  await run(`CREATE DATABASE ${DATABASE}`);
  await run(targetDdl());
  await run(queueDdl(topic, endpoints.kafkaBrokers, endpoints.registryUrl));
  const usedBefore = await cpuSeconds(...pids);
  const startedAt = performance.now();
  await run(feedDdl());
  const count = `SELECT count() FROM ${DATABASE}.positions`;
  const isWritten = async (): Promise<boolean> => (await askNumber(client, count)) >= events;
  await pollUntil(isWritten, { what: 'written', everyMs: LOOK_EVERY_MS, withinMs: WITHIN_MS, signal });
  const tookMs = performance.now() - startedAt;
  const cpuS = (await cpuSeconds(...pids)) - usedBefore;
  await run(`DROP TABLE ${DATABASE}.feed SYNC`);
  await run(`DROP TABLE ${DATABASE}.queue SYNC`);
  return {
    tookMs,
    cpuS,
    rows: await askNumber(client, count),
    distinct: await askNumber(client, `SELECT uniqExact(event_id) FROM ${DATABASE}.positions`),
  };
}

function targetDdl(): string {
  const columns = storedColumns(vehiclePositions).map(({ name, type }) => `${name} ${type}`);
  return `CREATE TABLE ${DATABASE}.positions (${columns.join(', ')}) ENGINE = MergeTree
PARTITION BY ${vehiclePositions.partitionBy} ORDER BY (${vehiclePositions.key.join(', ')})`;
}

/** The engine finds a record's fields by the names that Avro gives them. */
function queueDdl(topic: string, brokers: string, registryUrl: string): string {
  const columns = spliceColumns(vehiclePositions).map(({ field, readAs }) => `${field} ${readAs}`);
  const settings = {
    kafka_broker_list: `'${brokers}'`,
    kafka_topic_list: `'${topic}'`,
    kafka_group_name: `'engine-${Math.round(performance.now())}'`,
    format_avro_schema_registry_url: `'${registryUrl}'`,
    ...ENGINE_SETTINGS,
  };
  const listed = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `CREATE TABLE ${DATABASE}.queue (${columns.join(', ')}) ENGINE = Kafka SETTINGS ${listed.join(', ')}`;
}

function feedDdl(): string {
  const selected = spliceColumns(vehiclePositions).map(({ name, expression }) => `${expression} AS ${name}`);
  return `CREATE MATERIALIZED VIEW ${DATABASE}.feed TO ${DATABASE}.positions AS
SELECT ${selected.join(', ')}, _partition, _offset FROM ${DATABASE}.queue`;
}
