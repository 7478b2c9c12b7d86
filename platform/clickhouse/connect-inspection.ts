import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { versionIn, type Projection } from '../core/define-projection.ts';
import type { Derivation } from '../core/derivation.ts';
import { messageOf, TachoError } from '../core/errors.ts';
import type { KeptVersion } from '../core/table-port.ts';
import { wantedBatchRuns } from './batch-runs.ts';
import { CHECKPOINT_TABLE, wantedCheckpoints } from './checkpoint-table.ts';
import type { ClickhouseAccess } from './connect-queries.ts';
import { differencesOf, findTables, type WantedTable } from './found-tables.ts';
import { wantedTable } from './prepare-tables.ts';
import { storedTable, type TableHome } from './table-statements.ts';
import { wantedForDerivation, wantedView } from './wanted-views.ts';

/** Looks at what is in a database and changes nothing. Everything throws `table-unavailable` where ClickHouse is not there. */
export interface TableInspection {
  /** The tables of versions, and that of checkpoints, beside their declarations. */
  tables(versions: readonly Projection[]): Promise<readonly ComparedTable[]>;
  /** The views of versions that are shown. */
  views(shown: readonly Projection[]): Promise<readonly ComparedTable[]>;
  /** All that is made for what is derived. */
  derived(derivations: readonly Derivation[]): Promise<readonly ComparedTable[]>;
  /** The versions that views show, by the name of the projection. */
  shownVersions(): Promise<ReadonlyMap<string, number>>;
  /** The versions of which there is a table. */
  kept(): Promise<readonly KeptVersion[]>;
  /** All rows of the table of checkpoints, those that no longer hold and were not merged yet too. */
  checkpoints(): Promise<readonly StoredCheckpoint[]>;
  close(): Promise<void>;
}

/** A table, view or dictionary beside its declaration. */
export interface ComparedTable {
  readonly table: string;
  readonly isThere: boolean;
  /** In words; empty where it is as it is declared. */
  readonly differences: readonly string[];
  /** Rows as they are stored. */
  readonly rows: number;
}

/** A row of the table of checkpoints. */
export interface StoredCheckpoint {
  readonly projection: string;
  readonly version: number;
  readonly topic: string;
  readonly partition: number;
  readonly next: number;
  readonly epoch: number;
  /** How many records became rows. */
  readonly applied: number;
}

/** Connects to ClickHouse; nothing is asked before the first call. */
export function connectInspection({
  cluster,
  ...access
}: ClickhouseAccess & Pick<TableHome, 'cluster'>): TableInspection {
  const { database } = access;
  const home = { database, cluster };
  const client = createClient({
    ...access,
    // One that is not there yet is no reason to refuse the question.
    database: 'default',
    application: 'tacho-doctor',
    log: { level: ClickHouseLogLevel.OFF },
  });
  const compare = async (all: readonly WantedTable[]): Promise<readonly ComparedTable[]> => {
    const found = await attempt(() => findTables(client, database));
    return all.map((wanted) => {
      const { table } = wanted;
      const there = found.get(isStored(wanted) ? storedTable(home, table) : table);
      const differences = there === undefined ? [] : differencesOf(there, wanted);
      return { table, isThere: there !== undefined, differences, rows: there?.rows ?? 0 };
    });
  };
  return {
    tables: (versions) => compare([wantedCheckpoints, ...versions.map(wantedTable)]),
    views: (shown) => compare(shown.map(wantedView)),
    derived: (derivations) => compare(derivations.flatMap(wantedForDerivation)),
    async shownVersions() {
      const rows = await ask<{ name: string; version: number }>(client, SHOWN, { database });
      return new Map(rows.map(({ name, version }) => [name, version]));
    },
    async kept() {
      const rows = await ask<{ name: string }>(client, KEPT, { database, others: OTHERS });
      return rows.map(({ name }) => versionIn(name));
    },
    async checkpoints() {
      const there = await attempt(() => findTables(client, database));
      return there.has(CHECKPOINT_TABLE) ? ask(client, checkpointsIn(database), {}) : [];
    },
    close: () => client.close(),
  };
}

// Which version a view shows is said by the view itself.
const SHOWN = `SELECT name, toUInt32OrZero(extract(as_select, '_v([0-9]+) FINAL')) AS version
FROM system.tables WHERE database = {database:String} AND engine = 'View'`;

const OTHERS = [CHECKPOINT_TABLE, wantedBatchRuns.table];
// On a cluster the table of that name is the one over all shards.
const KEPT = `SELECT name FROM system.tables
WHERE database = {database:String} AND (engine LIKE '%MergeTree' OR engine = 'Distributed')
  AND match(name, '_v[0-9]+$') AND name NOT IN {others:Array(String)}
ORDER BY name`;

const checkpointsIn = (database: string): string =>
  `SELECT projection, version, topic, partition, next, epoch, applied FROM ${database}.${CHECKPOINT_TABLE}
ORDER BY projection, version, topic, partition, epoch, next`;

/** Views and dictionaries hold no rows. */
const isStored = ({ winner }: WantedTable): boolean => winner !== '';

async function ask<R>(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<R[]> {
  return attempt(async () => {
    const answer = await client.query({
      query,
      query_params: { ...parameters },
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    return answer.json<R>();
  });
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TachoError('table-unavailable', messageOf(error), error);
  }
}
