import { tableOf, type Projection } from '../core/define-projection.ts';
import { viewColumnsOf, storedColumns, type NamedColumn } from './column-list.ts';
import { columnDdl } from './ddl-text.ts';
import { shownWhere, ttlOf } from './keep-days.ts';
import { tableStatements, type NewTable, type TableHome } from './table-statements.ts';
import { viewStatement } from './view-statement.ts';

/** In a query of `system.tables`: the version that a view shows, as `viewDdl` has said it in the view itself. */
export const SHOWN_VERSION = "toUInt32OrZero(extract(as_select, '_v([0-9]+) FINAL'))";

/** Of two rows of one key ReplacingMergeTree keeps that of the greatest version: here, of the smallest offset. */
export const RANK_COLUMN: NamedColumn = {
  name: '_rank',
  type: 'UInt64',
  comment: 'Greatest for the first in the log',
};
const RANK_VALUE = 'MATERIALIZED 18446744073709551615 - _offset';

/** The column by whose greatest value one of several rows of a key holds. */
export const winnerOf = ({ wins }: Pick<Projection, 'wins'>): string =>
  wins === 'first' ? RANK_COLUMN.name : '_offset';

/** The statements that make a projection's table. */
export const tableDdl = (home: TableHome, projection: Projection): readonly string[] =>
  tableStatements(home, tableOfProjection(projection));

function tableOfProjection(projection: Projection): NewTable {
  const isFirst = projection.wins === 'first';
  return {
    table: tableOf(projection),
    columns: storedColumns(projection).map((column) => columnDdl(column)),
    ...(isFirst ? { workedOut: columnDdl(RANK_COLUMN, RANK_VALUE) } : {}),
    version: winnerOf(projection),
    partitionBy: projection.partitionBy,
    orderBy: projection.key.join(', '),
    ttl: ttlOf(projection),
    doc: projection.doc,
    // A key always comes from one partition.
    shardBy: '_partition',
  };
}

/** The statement that makes, or makes again, the view that readers use: one row a key, no hidden columns. */
export function viewDdl(home: TableHome, projection: Projection): string {
  const columns = viewColumnsOf(projection);
  const where = shownWhere(projection);
  const computed = Object.entries(projection.computed ?? {}).map(([name, column]) => ({ name, ...column }));
  const selected = [
    ...columns.map(({ name }) => name),
    ...computed.map(({ name, expression }) => `${expression} AS ${name}`),
  ];
  return viewStatement(home, {
    view: projection.name,
    columns: [...columns, ...computed],
    query: [
      `SELECT ${selected.join(', ')}`,
      `FROM ${home.database}.${tableOf(projection)} FINAL`,
      ...(where === '' ? [] : [`WHERE ${where}`]),
    ].join('\n'),
    doc: projection.doc,
  });
}
