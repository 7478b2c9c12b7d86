import { tableOf, type Projection } from '../core/define-projection.ts';
import type { Query } from '../core/define-report.ts';
import type { QueryPort, Row } from '../core/query-port.ts';
import { viewColumnsOf, type NamedColumn } from './column-list.ts';
import { stayingWhere } from './keep-days.ts';

/** One of two versions that are compared. */
export interface ComparedVersion {
  readonly projection: Projection;
  /** By partition of the log: only rows are compared that come from there or later; all of them unless given. */
  readonly from?: readonly number[];
}

/** Which days are compared, in UTC, where the tables have a time in their keys; all of them unless said. */
export interface ComparedDays {
  /** Days before this one, `2016-11-25`. */
  readonly before?: string;
  /** Days after the first one of the new version, which may hold only a part of it. */
  readonly leavesFirstOut?: boolean;
}

/** Count, sums and hash of a table's rows of one partition of the log and one day. */
export interface GroupSummary {
  readonly rows: number;
  /** Sums of the whole numbers, by column. */
  readonly sums: Readonly<Record<string, string>>;
  /** Exclusive or of the hashes of all rows. */
  readonly checksum: string;
}

/** A partition and day in which the two differ; null where one has no row. */
export interface DifferingGroup {
  readonly partition: number;
  readonly day: string | null;
  readonly old: GroupSummary | null;
  readonly new: GroupSummary | null;
  /** The first keys of rows that differ, or that only one has. */
  readonly keys: readonly string[];
}

/** Result of comparing two versions. */
export interface Comparison {
  readonly columns: readonly string[];
  /** Number of compared pairs of partition and day. */
  readonly groups: number;
  readonly rows: { readonly old: number; readonly new: number };
  readonly differingGroups: number;
  /** The first of them. */
  readonly differing: readonly DifferingGroup[];
}

const MOST_GROUPS = 20;
const GROUPS_WITH_KEYS = 3;
const MOST_KEYS = 10;

/** Compares what two versions hold, in the columns that both have, a partition of the log and a day at a time. */
export async function compareVersions(
  query: Pick<QueryPort, 'runQuery'>,
  old: ComparedVersion,
  fresh: ComparedVersion,
  days: ComparedDays = {},
): Promise<Comparison> {
  const columns = sharedColumns(old.projection, fresh.projection);
  const summarize = async (version: ComparedVersion): Promise<ReadonlyMap<string, GroupSummary>> =>
    summariesIn(await query.runQuery(summaryQuery(version, columns, days)), columns);
  const [before, after] = [await summarize(old), await summarize(fresh)];
  const firstDay = days.leavesFirstOut === true ? firstDayIn(after) : '';
  const groups = [...new Set([...before.keys(), ...after.keys()])]
    .filter((group) => firstDay === '' || dayIn(group) > firstDay)
    .sort();
  const differing = groups.filter(
    (group) => JSON.stringify(before.get(group)) !== JSON.stringify(after.get(group)),
  );
  const found: DifferingGroup[] = [];
  for (const group of differing.slice(0, MOST_GROUPS)) {
    const [partition, day] = JSON.parse(group) as GroupName;
    const keys =
      found.length < GROUPS_WITH_KEYS
        ? await query.runQuery(keysQuery([old, fresh], columns, { partition, day }))
        : [];
    found.push({
      partition,
      day: day === '' ? null : day,
      old: before.get(group) ?? null,
      new: after.get(group) ?? null,
      keys: keys.map(({ key }) => String(key)),
    });
  }
  return {
    columns: columns.map(({ name }) => name),
    groups: groups.length,
    rows: { old: rowsOf(before), new: rowsOf(after) },
    differingGroups: differing.length,
    differing: found,
  };
}

/** Columns that both have by the same name and type: only those can be compared. */
const sharedColumns = (old: Projection, fresh: Projection): readonly NamedColumn[] =>
  viewColumnsOf(old).filter(({ name, type }) =>
    viewColumnsOf(fresh).some((column) => column.name === name && column.type === type),
  );

/** Rows past their retention may be gone from one table and not yet from the other. */
const stayingIn = (projection: Projection): readonly string[] =>
  [stayingWhere(projection)].filter((condition) => condition !== '');

/** The day of the time in the key, as text; empty where there is none. */
function dayOf({ key }: Projection, columns: readonly NamedColumn[]): string {
  const time = columns.find(({ name, type }) => key.includes(name) && /^Date/.test(type));
  return time === undefined ? "''" : `toString(toDate(${time.name}))`;
}

const hashOf = (columns: readonly NamedColumn[]): string =>
  `cityHash64(toString(tuple(${columns.map(({ name }) => name).join(', ')})))`;

const wholeNumbers = (columns: readonly NamedColumn[]): readonly NamedColumn[] =>
  columns.filter(({ type }) => /^U?Int\d+$/.test(type));

function summaryQuery(
  { projection, from }: ComparedVersion,
  columns: readonly NamedColumn[],
  { before = '' }: ComparedDays,
): Query {
  const sums = wholeNumbers(columns).map(({ name }) => `toString(sum(${name}))`);
  const conditions = [
    ...stayingIn(projection),
    ...(from === undefined ? [] : ['_offset >= arrayElement({from:Array(UInt64)}, _partition + 1)']),
    ...(before === '' ? [] : [`${dayOf(projection, columns)} < {before:String}`]),
  ];
  return {
    sql: `SELECT _partition AS log_partition, ${dayOf(projection, columns)} AS day, count() AS stored,
[${sums.join(', ')}]::Array(String) AS sums, toString(groupBitXor(${hashOf(columns)})) AS checksum
FROM ${tableOf(projection)} FINAL
${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}\n`}GROUP BY log_partition, day
ORDER BY log_partition, day`,
    params: { ...(from === undefined ? {} : { from }), before },
  };
}

function summariesIn(
  rows: readonly Row[],
  columns: readonly NamedColumn[],
): ReadonlyMap<string, GroupSummary> {
  const names = wholeNumbers(columns).map(({ name }) => name);
  return new Map(
    rows.map((row) => {
      // An array, though the type of cells has none.
      const sums = row['sums'] as unknown as readonly string[];
      return [
        JSON.stringify([row['log_partition'], row['day']]),
        {
          rows: Number(row['stored']),
          sums: Object.fromEntries(names.map((name, index) => [name, sums[index] ?? ''])),
          checksum: String(row['checksum']),
        },
      ];
    }),
  );
}

function keysQuery(
  versions: readonly ComparedVersion[],
  columns: readonly NamedColumn[],
  { partition, day }: { readonly partition: number; readonly day: string },
): Query {
  const sides = versions.map(({ projection, from }, side) => {
    const conditions = [
      '_partition = {partition:UInt16}',
      `${dayOf(projection, columns)} = {day:String}`,
      ...stayingIn(projection),
      ...(from === undefined ? [] : [`_offset >= arrayElement({from${side}:Array(UInt64)}, _partition + 1)`]),
    ];
    return `SELECT toString(tuple(${projection.key.join(', ')})) AS key, ${hashOf(columns)} AS hash
FROM ${tableOf(projection)} FINAL
WHERE ${conditions.join(' AND ')}`;
  });
  const froms = versions.flatMap(({ from }, side) =>
    from === undefined ? [] : [[`from${side}`, from] as const],
  );
  return {
    sql: `SELECT key FROM (
${sides.join('\nUNION ALL\n')}
) GROUP BY key HAVING count() != ${versions.length} OR uniqExact(hash) != 1 ORDER BY key LIMIT ${MOST_KEYS}`,
    params: { partition, day, ...Object.fromEntries(froms) },
  };
}

type GroupName = readonly [partition: number, day: string];

const dayIn = (group: string): string => (JSON.parse(group) as GroupName)[1];

const firstDayIn = (groups: ReadonlyMap<string, GroupSummary>): string =>
  [...groups.keys()].map(dayIn).sort()[0] ?? '';

const rowsOf = (groups: ReadonlyMap<string, GroupSummary>): number =>
  [...groups.values()].reduce((total, { rows }) => total + rows, 0);
