import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { messageOf, TachoError } from '../core/errors.ts';
import { ask } from './ask.ts';
import { CHECKPOINT_TABLE } from './checkpoint-table.ts';
import type { ClickhouseAccess } from './connect-queries.ts';
import type { TableHome } from './table-statements.ts';

/**
 * Keeps the tables of a database aside and brings them back, by ClickHouse's own BACKUP and RESTORE. Of a cluster it does
 * neither, and says `configuration-invalid`: it would be those of one shard.
 */
export interface TableBackups {
  /**
   * Backs everything up under a name, which is a folder where the server keeps its backups. Checkpoints go first: what
   * is written meanwhile is written again after a restore, and repeating a row changes nothing. Throws `backup-failed`.
   */
  backup(name: string, onProgress: OnBackupProgress): Promise<readonly BackedUpTable[]>;
  /**
   * Brings a backup back, checkpoints last: whoever finds none begins at the beginning, and misses nothing. Throws
   * `restore-refused` where the database has tables, for theirs and the backup's rows would be mixed. A worker that runs
   * on may write into them meanwhile: it finds its checkpoints set back, and goes on from those of the backup.
   */
  restore(name: string, onProgress: OnBackupProgress): Promise<readonly BackedUpTable[]>;
  close(): Promise<void>;
}

/** Told how many bytes have been read so far, uncompressed. */
export type OnBackupProgress = (bytes: number) => void;

/** A table in a backup. */
export interface BackedUpTable {
  readonly table: string;
  readonly rows: number;
  /** As stored, compressed. */
  readonly bytes: number;
}

const LOOK_EVERY_MS = 200;
const CHECKPOINT_VIEW = 'checkpoints';
/** A table that was empty when it was made may have rows of a worker by the time that its own come. */
const INTO = 'SETTINGS allow_non_empty_tables = true';

/** Connects to ClickHouse; nothing is asked before the first call. */
export function connectBackups({
  database,
  cluster,
  ...login
}: ClickhouseAccess & Pick<TableHome, 'cluster'>): TableBackups {
  const client = createClient({
    ...login,
    application: 'tacho-backup',
    log: { level: ClickHouseLogLevel.OFF },
  });
  const checkpoints = `TABLE ${database}.${CHECKPOINT_TABLE}, TABLE ${database}.${CHECKPOINT_VIEW}`;
  const others = `DATABASE ${database} EXCEPT TABLES ${database}.${CHECKPOINT_TABLE}, ${database}.${CHECKPOINT_VIEW}`;
  return {
    async backup(name, onProgress) {
      refuseCluster(cluster);
      await run(client, `BACKUP ${checkpoints} TO File('${name}/checkpoints')`, onProgress);
      await run(client, `BACKUP ${others} TO File('${name}/tables')`, onProgress);
      return tablesOf(client, database);
    },
    async restore(name, onProgress) {
      refuseCluster(cluster);
      const there = await tablesOf(client, database);
      if (there.length > 0)
        throw new TachoError(
          'restore-refused',
          `Database ${database} has ${there.length}, such as ${there[0]?.table ?? ''}.`,
        );
      await run(client, `RESTORE DATABASE ${database} FROM File('${name}/tables') ${INTO}`, onProgress);
      await run(client, `RESTORE ${checkpoints} FROM File('${name}/checkpoints') ${INTO}`, onProgress);
      return tablesOf(client, database);
    },
    close: () => client.close(),
  };
}

function refuseCluster(cluster: string | undefined): void {
  if (cluster === undefined) return;
  throw new TachoError(
    'configuration-invalid',
    `CLICKHOUSE_CLUSTER is ${cluster}, of which this would be one shard: docs/backup.md says how all of them are kept.`,
  );
}

interface Begun {
  readonly id: string;
}

interface Standing {
  readonly status: string;
  readonly error: string;
  readonly bytes: string;
}

/** Runs a BACKUP or RESTORE, which may take longer than any request, and follows it to its end. */
async function run(client: ClickHouseClient, statement: string, onProgress: OnBackupProgress): Promise<void> {
  const [begun] = await rowsOf<Begun>(client, `${statement} ASYNC`);
  for (;;) {
    const [standing] = await rowsOf<Standing>(
      client,
      'SELECT toString(status) AS status, error, toString(uncompressed_size) AS bytes FROM system.backups WHERE id = {id:String}',
      { id: begun?.id ?? '' },
    );
    if (standing === undefined || /FAILED|CANCELLED/.test(standing.status))
      throw new TachoError('backup-failed', withoutStack(standing?.error ?? 'ClickHouse has forgotten it.'));
    onProgress(Number(standing.bytes));
    if (/^(BACKUP_CREATED|RESTORED)$/.test(standing.status)) return;
    await sleep(LOOK_EVERY_MS);
  }
}

/** ClickHouse’s message about a failure, without its stack trace. */
const withoutStack = (error: string): string => error.split(', Stack trace', 1).join();

interface TableRow {
  readonly table: string;
  readonly rows: string;
  readonly bytes: string;
}

async function tablesOf(client: ClickHouseClient, database: string): Promise<readonly BackedUpTable[]> {
  const rows = await rowsOf<TableRow>(
    client,
    `SELECT name AS table, toString(total_rows) AS rows, toString(total_bytes) AS bytes FROM system.tables
WHERE database = {database:String} AND total_rows IS NOT NULL ORDER BY name`,
    { database },
  );
  return rows.map(({ table, rows: count, bytes }) => ({ table, rows: Number(count), bytes: Number(bytes) }));
}

async function rowsOf<T>(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  try {
    return await ask<T>(client, query, parameters);
  } catch (error) {
    throw new TachoError('backup-failed', messageOf(error), error);
  }
}
