import { Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { tableOf } from '../core/define-projection.ts';
import type { SplicedRecord, TablePort } from '../core/table-port.ts';
import { attempt } from './attempt.ts';
import { clusterSettings } from './cluster-settings.ts';
import { readCheckpoints, readStandings, saveCheckpoints } from './checkpoint-rows.ts';
import { dropVersion, keptVersions } from './kept-versions.ts';
import { prepareTables, showTables } from './prepare-tables.ts';
import { rowValues, storedNames } from './row-values.ts';
import { spliceStatement } from './splice-statement.ts';
import type { TableHome } from './table-statements.ts';

/** Where ClickHouse is, and in which database the tables are. */
export interface TableConnection extends TableHome {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Joins records of one schema into an Avro object container file. */
  readonly container: (writerSchema: object, records: readonly SplicedRecord[]) => Buffer;
}

const REQUEST_TIMEOUT_MS = 60_000;

/** How a write is done: durable when it is answered, over as many partitions of a table as it touches. */
const WRITE_SETTINGS = {
  async_insert: 0,
  max_partitions_per_insert_block: '0',
  input_format_avro_allow_missing_fields: 1,
  // A time that does not fit its column would become another one.
  date_time_overflow_behavior: 'throw',
  // Rows of one key are merged later and told apart by FINAL; merging each block by itself first took a third more.
  optimize_on_insert: 0,
} as const;

/** The tables in ClickHouse. Nothing is asked of the server until the first call. */
export function connectTables({ database, cluster, container, ...login }: TableConnection): TablePort {
  const client = createClient({
    ...login,
    application: 'tacho',
    request_timeout: REQUEST_TIMEOUT_MS,
    // What goes wrong is said once, by whoever asked.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...WRITE_SETTINGS, ...clusterSettings({ cluster }) },
  });
  return {
    prepare: (projections) => prepareTables(client, { database, cluster }, projections),
    show: (projections) => showTables(client, { database, cluster }, projections),
    drop: (projection) => attempt(() => dropVersion(client, { database, cluster }, projection)),
    kept: () => attempt(() => keptVersions(client, database)),
    async insertRows(projection, rows) {
      const table = `${database}.${tableOf(projection)}`;
      const values = rows.map((row) => rowValues(projection, row));
      const columns = storedNames(projection);
      await attempt(() => client.insert({ table, columns, values, format: 'JSONCompactEachRow' }));
    },
    splice: (projection, writerSchema, records) =>
      attempt(() => send(client, spliceStatement(database, projection), container(writerSchema, records))),
    readCheckpoints: (projection, topic) =>
      attempt(() => readCheckpoints(client, database, projection, topic)),
    readStandings: (projection, topic) => attempt(() => readStandings(client, database, projection, topic)),
    saveCheckpoints: (checkpoints) => attempt(() => saveCheckpoints(client, database, checkpoints)),
    close: () => client.close(),
  };
}

async function send(client: ClickHouseClient, query: string, container: Buffer): Promise<void> {
  const { stream } = await client.exec({ query, values: Readable.from([container], { objectMode: false }) });
  await stream.resume().toArray();
}
