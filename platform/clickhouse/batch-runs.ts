import { columnDdl } from './ddl-text.ts';
import type { NamedColumn } from './column-list.ts';
import type { WantedTable } from './found-tables.ts';
import { tableStatements, type TableHome } from './table-statements.ts';
import { viewStatement } from './view-statement.ts';

const TABLE = 'batch_runs_v1';
const KEY = 'batch, version';
const DOC = 'How far each batch projection has come, written after the days that it has worked out';

const COLUMNS: readonly NamedColumn[] = [
  { name: 'batch', type: 'LowCardinality(String)', comment: 'Name of the batch projection' },
  { name: 'version', type: 'UInt32', comment: 'Version of the batch projection' },
  {
    name: 'time',
    type: "DateTime64(3, 'UTC')",
    comment: 'Reports received up to then are included, of days that were over then, UTC',
  },
];

/** The table as it has to be. */
export const wantedBatchRuns: WantedTable = {
  table: TABLE,
  columns: COLUMNS,
  winner: 'time',
  sortingKey: KEY,
  partitionKey: '',
  ttl: '',
};

/** The statements that make the table of runs and its view. */
export const batchRunsDdl = (home: TableHome): readonly string[] => [
  ...tableStatements(home, {
    table: TABLE,
    columns: COLUMNS.map((column) => columnDdl(column)),
    version: 'time',
    orderBy: KEY,
    doc: DOC,
    shardBy: 'cityHash64(batch)',
  }),
  viewStatement(home, {
    view: 'batch_runs',
    columns: COLUMNS,
    query: `SELECT ${COLUMNS.map(({ name }) => name).join(', ')}\nFROM ${home.database}.${TABLE} FINAL`,
    doc: DOC,
  }),
];

/** When the last run was, as `time` in UTC milliseconds; no row before the first. */
export const lastRunStatement = (database: string): string =>
  `SELECT toUnixTimestamp64Milli(time) AS time FROM ${database}.batch_runs
WHERE batch = {batch:String} AND version = {version:UInt32}`;

/** Writes down a run. */
export const saveRunStatement = (database: string): string =>
  `INSERT INTO ${database}.${TABLE} SELECT {batch:String}, {version:UInt32}, {time:DateTime64(3, 'UTC')}`;
