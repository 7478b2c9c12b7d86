import type { RangeDictionary } from '../core/define-dictionary.ts';
import type { NamedColumn } from './column-list.ts';
import { stringLiteral } from './ddl-text.ts';
import { onCluster, type TableHome } from './table-statements.ts';

/** Database of a dictionary, and the user that it queries its source as. */
export interface DictionaryHome extends TableHome {
  readonly username: string;
  readonly password: string;
}

/** The last instant that can be asked for; ClickHouse's DateTime64 ends with the year 2299. */
const END = "toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')";
const INSTANT = "DateTime64(3, 'UTC')";

/**
 * The statement that makes, or makes again, a dictionary of what held when. It is loaded whole. ClickHouse keeps the password and
 * shows it to nobody.
 */
export function dictionaryDdl(home: DictionaryHome, dictionary: RangeDictionary): string {
  const { database, username, password } = home;
  const { name, key, since, attributes, doc, of } = dictionary;
  const view = `${database}.${of.name}`;
  const source = [
    `USER ${stringLiteral(username)}`,
    `PASSWORD ${stringLiteral(password)}`,
    `QUERY ${stringLiteral(spans(view, dictionary))}`,
  ];
  const columns = dictionaryColumns(dictionary).map(
    (column) => `\`${column.name}\` ${column.type}${attributes.includes(column.name) ? " DEFAULT ''" : ''}`,
  );
  return [
    `CREATE OR REPLACE DICTIONARY ${database}.${name}${onCluster(home)}`,
    `(\n  ${columns.join(',\n  ')}\n)`,
    `PRIMARY KEY ${key}`,
    `SOURCE(CLICKHOUSE(\n  ${source.join('\n  ')}\n))`,
    `LAYOUT(COMPLEX_KEY_RANGE_HASHED(RANGE_LOOKUP_STRATEGY 'max'))`,
    `RANGE(MIN ${since} MAX until)`,
    // The writer of rows reloads it: ClickHouse inside another process never does so by itself.
    'LIFETIME(0)',
    `COMMENT ${stringLiteral(doc)}`,
  ].join('\n');
}

/** Columns of the dictionary: its key, the range of time, and the attributes. */
export const dictionaryColumns = ({
  key,
  since,
  attributes,
}: RangeDictionary): readonly Pick<NamedColumn, 'name' | 'type'>[] => [
  { name: key, type: 'String' },
  { name: since, type: INSTANT },
  { name: 'until', type: INSTANT },
  ...attributes.map((name) => ({ name, type: 'String' })),
];

/** A row holds until a millisecond before the next one of its key. */
function spans(view: string, { key, since, attributes }: RangeDictionary): string {
  const next = `leadInFrame(${since}, 1, ${END} + toIntervalMillisecond(1)) OVER (PARTITION BY ${key} ORDER BY ${since} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`;
  const columns = [
    key,
    since,
    `${next} - toIntervalMillisecond(1) AS until`,
    ...attributes.map((attribute) => `ifNull(${attribute}, '')`),
  ];
  return `SELECT ${columns.join(', ')} FROM ${view}`;
}

/** A query for something that is another text whenever the dictionary would be another one. */
export const dictionaryState = (database: string, { of }: RangeDictionary): string =>
  `SELECT toString((count(), max(received_at))) AS state FROM ${database}.${of.name}`;
