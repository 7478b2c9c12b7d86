import type { BatchProjection } from '../core/define-batch.ts';
import { namesOf } from '../core/define-on-demand.ts';
import type { NamedColumn } from './column-list.ts';
import { columnDdl } from './ddl-text.ts';
import type { WantedTable } from './found-tables.ts';
import { tableStatements, type TableHome } from './table-statements.ts';
import { viewStatement } from './view-statement.ts';

/** Of two reckonings of a day that of the later run holds. */
const RUN: NamedColumn = { name: '_run', type: 'UInt64', comment: 'Greatest for the last reckoning' };

/** Parts of a table must never change for a key. */
const PARTITION = 'toYYYYMM(day)';

/** The physical table of a batch projection. */
export const batchTableOf = ({ name, version }: BatchProjection): string => `${name}_v${version}`;

const columnsOf = ({ columns }: BatchProjection): readonly NamedColumn[] =>
  Object.entries(columns).map(([name, { type, comment }]) => ({ name, type, comment }));

/** The statements that make the table of a batch projection. */
export const batchTableDdl = (home: TableHome, batch: BatchProjection): readonly string[] =>
  tableStatements(home, {
    table: batchTableOf(batch),
    columns: [...columnsOf(batch), RUN].map((column) => columnDdl(column)),
    version: RUN.name,
    partitionBy: PARTITION,
    orderBy: batch.key.join(', '),
    doc: batch.doc,
    shardBy: `cityHash64(${batch.key.join(', ')})`,
  });

/** The table as it has to be. */
export const wantedBatchTable = (batch: BatchProjection): WantedTable => ({
  table: batchTableOf(batch),
  columns: [...columnsOf(batch), RUN],
  winner: RUN.name,
  sortingKey: batch.key.join(', '),
  partitionKey: PARTITION,
  ttl: '',
});

/** The statement that makes, or makes again, the view that readers use. */
export function batchViewDdl(home: TableHome, batch: BatchProjection): string {
  const { name: view, doc } = batch;
  const columns = columnsOf(batch);
  const names = columns.map(({ name }) => name).join(', ');
  const query = `SELECT ${names}\nFROM ${home.database}.${batchTableOf(batch)} FINAL`;
  return viewStatement(home, { view, columns, query, doc });
}

/** The statement that works out one day: from `{from:...}` to `{to:...}`, as of `{run:UInt64}`. */
export function reckonDayStatement(database: string, batch: BatchProjection): string {
  const names = columnsOf(batch).map(({ name }) => name);
  const of = namesOf(database, { name: batch.name, reads: [batch.of.name] });
  return [
    `INSERT INTO ${database}.${batchTableOf(batch)} (${[...names, RUN.name].join(', ')})`,
    `SELECT ${names.join(', ')}, {run:UInt64}`,
    `FROM (\n${batch.query(of)}\n)`,
  ].join('\n');
}
