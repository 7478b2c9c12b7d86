import { tableOf, type Projection } from '../core/define-projection.ts';
import { columnsOf, storedColumns, type NamedColumn } from './column-list.ts';
import { shownWhere, ttlOf } from './keep-days.ts';

/** Of two rows of one key ReplacingMergeTree keeps that of the greatest version: here, of the smallest offset. */
export const RANK_COLUMN: NamedColumn = {
  name: '_rank',
  type: 'UInt64',
  comment: 'Greatest for the first in the log',
};
const RANK_VALUE = 'MATERIALIZED 18446744073709551615 - _offset';

/** The statement that makes a projection's table. */
export function tableDdl(database: string, projection: Projection): string {
  const isFirst = projection.wins === 'first';
  const columns = [
    ...storedColumns(projection).map((column) => columnDdl(column)),
    ...(isFirst ? [columnDdl(RANK_COLUMN, RANK_VALUE)] : []),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${tableOf(projection)}`,
    list(columns),
    `ENGINE = ReplacingMergeTree(${isFirst ? '_rank' : '_offset'})`,
    `PARTITION BY ${projection.partitionBy}`,
    `ORDER BY (${projection.key.join(', ')})`,
    ...clause('TTL', ttlOf(projection)),
    `COMMENT ${text(projection.doc)}`,
  ].join('\n');
}

/** The statement that makes, or makes again, the view that readers use: one row a key, no hidden columns. */
export function viewDdl(database: string, projection: Projection): string {
  const columns = columnsOf(projection);
  const computed = Object.entries(projection.computed ?? {}).map(([name, column]) => ({ name, ...column }));
  const selected = [
    ...columns.map(({ name }) => name),
    ...computed.map(({ name, expression }) => `${expression} AS ${name}`),
  ];
  return [
    `CREATE OR REPLACE VIEW ${database}.${projection.name}`,
    list([...columns, ...computed].map((column) => columnDdl(column))),
    `AS SELECT ${selected.join(', ')}`,
    `FROM ${database}.${tableOf(projection)} FINAL`,
    ...clause('WHERE', shownWhere(projection)),
    `COMMENT ${text(projection.doc)}`,
  ].join('\n');
}

/** A column of a CREATE statement; `value` says where it comes from, if nobody writes it. */
export function columnDdl({ name, type, comment }: NamedColumn, value = ''): string {
  return [`\`${name}\``, type, ...(value === '' ? [] : [value]), 'COMMENT', text(comment)].join(' ');
}

/** Text as a literal. */
export const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const clause = (word: string, value: string): readonly string[] => (value === '' ? [] : [`${word} ${value}`]);

/** Columns in brackets, one a line. */
export const list = (lines: readonly string[]): string =>
  `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`;
