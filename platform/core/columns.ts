import { dateTimeText } from './date-time-text.ts';

/** A column of a table: its ClickHouse type, its meaning with unit, and how a value is written as JSON. */
export interface Column<T> {
  readonly type: string;
  readonly comment: string;
  readonly json: (value: T) => unknown;
}

export type Columns = Readonly<Record<string, Column<never>>>;

/** A row of the values that columns take. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never;
};

const asIs = (value: unknown): unknown => value;

/** Text. */
export const string = (comment: string): Column<string> => ({ type: 'String', comment, json: asIs });

/** Text of few distinct values. */
export const lowCardinality = (comment: string): Column<string> => ({
  type: 'LowCardinality(String)',
  comment,
  json: asIs,
});

/** A UUID, given as text. */
export const uuidColumn = (comment: string): Column<string> => ({ type: 'UUID', comment, json: asIs });

/** An instant, given as UTC milliseconds. */
export const instant = (comment: string): Column<number> => ({
  type: "DateTime64(3, 'UTC')",
  comment,
  json: dateTimeText,
});

/** A start of a minute, hour or day, given as UTC milliseconds; whole seconds of the years 1970 to 2105. */
export const period = (comment: string): Column<number> => ({
  type: "DateTime('UTC')",
  comment,
  json: secondsOf,
});

/** An unsigned integer of 64 bits. */
export const uint64 = (comment: string): Column<number> => ({ type: 'UInt64', comment, json: asIs });

/** An unsigned integer of 32 bits. */
export const uint32 = (comment: string): Column<number> => ({ type: 'UInt32', comment, json: asIs });

/** A signed integer of 32 bits. */
export const int32 = (comment: string): Column<number> => ({ type: 'Int32', comment, json: asIs });

/** A 64-bit float. */
export const float64 = (comment: string): Column<number> => ({ type: 'Float64', comment, json: asIs });

/** True or false. */
export const bool = (comment: string): Column<boolean> => ({ type: 'Bool', comment, json: asIs });

/** A list of values of one kind; it is empty rather than null. */
export const arrayOf = <T>(item: Column<T>): Column<readonly T[]> => ({
  type: `Array(${item.type})`,
  comment: item.comment,
  json: (values) => values.map((value) => item.json(value)),
});

/** The column may be empty. */
export const nullable = <T>(column: Column<T>): Column<T | null> => ({
  type: column.type.startsWith('LowCardinality(')
    ? `LowCardinality(Nullable(${column.type.slice('LowCardinality('.length, -1)}))`
    : `Nullable(${column.type})`,
  comment: column.comment,
  json: (value) => (value === null ? null : column.json(value)),
});

/** UTC milliseconds as seconds; ClickHouse would take what does not fit for another period. */
function secondsOf(at: number): number {
  const seconds = Math.floor(at / 1000);
  if (!(seconds >= 0 && seconds < 2 ** 32)) throw new RangeError(`${at} does not fit a DateTime`);
  return seconds;
}
