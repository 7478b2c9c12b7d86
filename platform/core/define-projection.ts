import type { Columns, RowOf } from './columns.ts';
import type { AnyEvent, DataOf } from './define-event.ts';

/** A column that a reader sees and nobody stores: a ClickHouse expression over the table's columns. */
export interface ComputedColumn {
  readonly type: string;
  readonly comment: string;
  readonly expression: string;
}

/** What every projection says of its table, whichever way rows get there. */
interface TableDeclaration {
  /** The name of the view; the table is `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  /** Natural key: two rows of one key are one row. */
  readonly key: readonly string[];
  /** A ClickHouse expression over key columns, since a part of a table must never change for a key. */
  readonly partitionBy: string;
  /** Which of two rows of one key holds: summaries and states `newest`, events `first`. */
  readonly wins: 'newest' | 'first';
  /**
   * Rows are shown for so many days after the instant in a column, and dropped later; for ever where this is not said.
   * The column must say when something was received: what happened ten years ago may have been received today.
   */
  readonly keepDays?: { readonly after: string; readonly days: number };
  /** Columns that only the view has, worked out from those of the table. */
  readonly computed?: Readonly<Record<string, ComputedColumn>>;
}

/** A projection that maps each event to at most one row. */
export interface RowProjectionDeclaration<
  E extends readonly AnyEvent[],
  C extends Columns,
> extends TableDeclaration {
  readonly of: E;
  readonly columns: C;
  readonly on: {
    readonly [N in E[number]['name']]: (event: DataOf<Extract<E[number], { readonly name: N }>>) => RowOf<C>;
  };
}

/** A row projection as the runtime sees it. */
export interface RowProjection extends TableDeclaration {
  readonly kind: 'rows';
  readonly of: readonly AnyEvent[];
  readonly columns: Columns;
  readonly on: Readonly<Record<string, (event: never) => object>>;
}

/** What a projection says that holds fields of one event as they are. */
interface SpliceDeclaration extends TableDeclaration {
  readonly of: readonly [AnyEvent];
  /** The columns, each named in snake case after the field that it holds; unless said, all fields of the event. */
  readonly columns?: Columns;
  /** Where no columns are said: fields, by name, whose text has few distinct values. */
  readonly lowCardinality?: readonly string[];
}

/** A projection whose rows are fields of an event: bodies are joined undecoded into a block that ClickHouse reads itself. */
export interface SpliceProjection extends SpliceDeclaration {
  readonly kind: 'splice';
}

export type Projection = RowProjection | SpliceProjection;

/** Declares a projection that maps events to rows; pure. */
export function defineProjection<const E extends readonly AnyEvent[], C extends Columns>(
  declaration: RowProjectionDeclaration<E, C>,
): RowProjectionDeclaration<E, C> & { readonly kind: 'rows' } {
  return { kind: 'rows', ...declaration };
}

/** Declares a projection whose rows are fields of the event; key columns are named in snake case. */
export const defineSplice = (declaration: SpliceDeclaration): SpliceProjection => ({
  kind: 'splice',
  ...declaration,
});

/** The topic that a projection reads; throws where its events stand in several. */
export function sourceOf(projection: Projection): string {
  const [topic, ...others] = new Set(projection.of.map((event) => event.topic));
  if (topic === undefined || others.length > 0)
    throw new Error(`projection ${projection.name} must read exactly one topic`);
  return topic;
}

/** The physical table of a projection's version. */
export const tableOf = ({ name, version }: Pick<Projection, 'name' | 'version'>): string =>
  `${name}_v${version}`;

/** The version whose table has this name; version 0 where it is none of a projection. */
export function versionIn(table: string): Pick<Projection, 'name' | 'version'> {
  const [, name = table, version = '0'] = /^(.+)_v(\d+)$/.exec(table) ?? [];
  return { name, version: Number(version) };
}
