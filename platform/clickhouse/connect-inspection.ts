import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Projection } from '../core/define-projection.ts';
import type { Derivation } from '../core/derivation.ts';
import type { KeptVersion } from '../core/table-port.ts';
import { ask } from './ask.ts';
import { attempt } from './attempt.ts';
import { CHECKPOINT_TABLE, wantedCheckpoints } from './checkpoint-table.ts';
import type { ClickhouseAccess } from './connect-queries.ts';
import { SHOWN_VERSION } from './ddl.ts';
import { differencesOf, findTables, type WantedTable } from './found-tables.ts';
import { storedVersions } from './kept-versions.ts';
import { wantedTable } from './prepare-tables.ts';
import { storedTable, type TableHome } from './table-statements.ts';
import { tableSizes, type TableSizes } from './table-sizes.ts';
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
  stored(): Promise<readonly KeptVersion[]>;
  /** What is stored of each table. */
  sizes(): Promise<TableSizes>;
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
      return { table, isThere: there !== undefined, differences };
    });
  };
  return {
    tables: (versions) => compare([wantedCheckpoints, ...versions.map(wantedTable)]),
    views: (shown) => compare(shown.map(wantedView)),
    derived: (derivations) => compare(derivations.flatMap(wantedForDerivation)),
    shownVersions: () =>
      attempt(async () => {
        const rows = await ask<{ name: string; version: number }>(client, SHOWN, { database });
        return new Map(rows.map(({ name, version }) => [name, version]));
      }),
    stored: () => attempt(() => storedVersions(client, database)),
    sizes: () => attempt(() => tableSizes(client, home)),
    checkpoints: () =>
      attempt(async () => {
        const there = await findTables(client, database);
        return there.has(CHECKPOINT_TABLE) ? ask<StoredCheckpoint>(client, checkpointsIn(database)) : [];
      }),
    close: () => client.close(),
  };
}

// Which version a view shows is said by the view itself.
const SHOWN = `SELECT name, ${SHOWN_VERSION} AS version
FROM system.tables WHERE database = {database:String} AND engine = 'View'`;

const checkpointsIn = (database: string): string =>
  `SELECT projection, version, topic, partition, next, epoch, applied FROM ${database}.${CHECKPOINT_TABLE}
ORDER BY projection, version, topic, partition, epoch, next`;

/** Views and dictionaries hold no rows. */
const isStored = ({ winner }: WantedTable): boolean => winner !== '';
