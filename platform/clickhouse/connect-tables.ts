import { Readable } from 'node:stream';
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { tableOf } from '../core/define-projection.ts';
import type { KeptCheckpoint, SplicedRecord, TablePort } from '../core/table-port.ts';
import { attempt } from './attempt.ts';
import { clusterSettings } from './cluster-settings.ts';
import {
  readKeptCheckpoints,
  readCheckpointPositions,
  saveCheckpoints,
  type CheckpointOwner,
} from './checkpoint-rows.ts';
import { gathered } from './gathered.ts';
import { dropVersion, keptVersions } from './kept-versions.ts';
import { prepareTables, showTables } from './prepare-tables.ts';
import { rowValues, storedNames } from './row-values.ts';
import { spliceStatement } from './splice-statement.ts';
import type { TableHome } from './table-statements.ts';

/** Address of ClickHouse and database of the tables. */
export interface TableConnection extends TableHome {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Joins records of one schema into an Avro object container file. */
  readonly container: (writerSchema: object, records: readonly SplicedRecord[]) => Buffer;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** Projections of a process come at the same moments: those that come so much later are waited for. */
const GATHER_MS = 5;

/** Settings of a write: durable when it is answered, over as many partitions of a table as it touches. */
const WRITE_SETTINGS = {
  async_insert: 0,
  max_partitions_per_insert_block: '0',
  input_format_avro_allow_missing_fields: 1,
  // A time that does not fit its column would become another one.
  date_time_overflow_behavior: 'throw',
  // Rows of one key are merged later and told apart by FINAL; merging each block by itself first took a third more.
  optimize_on_insert: 0,
} as const;

/** The tables in ClickHouse. Connects at the first call. */
export function connectTables({ database, cluster, container, ...login }: TableConnection): TablePort {
  const client = createClient({
    ...login,
    application: 'tacho',
    request_timeout: REQUEST_TIMEOUT_MS,
    // The caller logs an error, once.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...WRITE_SETTINGS, ...clusterSettings({ cluster }) },
  });
  // A worker runs many projections, and what each asks of this one table takes no longer for all of them.
  const standingsOf = gathered(
    (owners: readonly CheckpointOwner[]) => attempt(() => readCheckpointPositions(client, database, owners)),
    GATHER_MS,
  );
  const save = gathered(
    (checkpoints: readonly (readonly KeptCheckpoint[])[]) =>
      attempt(() => saveCheckpoints(client, database, checkpoints.flat())),
    GATHER_MS,
  );
  return {
    prepare: (projections) => prepareTables(client, { database, cluster }, projections),
    show: (projections) => showTables(client, { database, cluster }, projections),
    drop: (projection) => attempt(() => dropVersion(client, { database, cluster }, projection)),
    kept: () => attempt(() => keptVersions(client, database)),
    async insertRows(projection, rows) {
      const table = `${database}.${tableOf(projection)}`;
      const values = rows.map((row) => rowValues(projection, row));
      const columns = storedNames(projection);
      const clickhouse_settings = settingsFor(rows);
      await attempt(() =>
        client.insert({ table, columns, values, format: 'JSONCompactEachRow', clickhouse_settings }),
      );
    },
    splice: (projection, writerSchema, records) =>
      attempt(() =>
        send(client, {
          query: spliceStatement(database, projection),
          values: container(writerSchema, records),
          clickhouse_settings: settingsFor(records),
        }),
      ),
    readCheckpoints: (projection, topic) =>
      attempt(() => readKeptCheckpoints(client, database, projection, topic)),
    async readCheckpointPositions({ name, version }, topic) {
      const standings = await standingsOf({ name, version, topic });
      return standings.filter(
        (each) => each.name === name && each.version === version && each.topic === topic,
      );
    },
    saveCheckpoints: save,
    close: () => client.close(),
  };
}

/** To divide a small block among threads takes more of the cores than to write it. */
const SMALL_BLOCK = 10_000;

const settingsFor = ({ length }: { readonly length: number }): ClickHouseSettings =>
  length < SMALL_BLOCK ? { max_threads: 1 } : {};

interface Sent {
  readonly query: string;
  readonly values: Buffer;
  readonly clickhouse_settings: ClickHouseSettings;
}

async function send(client: ClickHouseClient, { values, ...statement }: Sent): Promise<void> {
  const { stream } = await client.exec({
    ...statement,
    values: Readable.from([values], { objectMode: false }),
  });
  await stream.resume().toArray();
}
