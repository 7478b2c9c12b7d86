import type { Columns, RowOf } from './columns.ts';
import type { AnyEvent, DataOf } from './define-event.ts';

/** A column of the view alone: a ClickHouse expression over the table's columns. */
export interface ComputedColumn {
  readonly type: string;
  readonly comment: string;
  readonly expression: string;
}

/** Declaration of a projection's table, for both ways to write it. */
interface TableDeclaration {
  /** The name of the view; the table is `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  /** Natural key: two rows of one key are one row. */
  readonly key: readonly string[];
  /** A ClickHouse expression over key columns, since a key must never move to another partition of the table. */
  readonly partitionBy: string;
  /** The row that wins among those of one key: `newest` for summaries and states, `first` for events. */
  readonly wins: 'newest' | 'first';
  /**
   * Views show a row for `days` after the instant in the column `after`, and it is dropped later; unless given, rows
   * stay for ever. The column must be a time of receipt: an event of ten years ago may have been received today.
   */
  readonly keepDays?: { readonly after: string; readonly days: number };
  /** Columns of the view alone, computed from those of the table. */
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

/** A row projection, with its types erased for the runtime. */
export interface RowProjection extends TableDeclaration {
  readonly kind: 'rows';
  readonly of: readonly AnyEvent[];
  readonly columns: Columns;
  readonly on: Readonly<Record<string, (event: never) => object>>;
}

/** Declaration of a projection that stores fields of one event unchanged. */
interface SpliceDeclaration extends TableDeclaration {
  readonly of: readonly [AnyEvent];
  /** Columns, each named in snake case after its field; all fields of the event unless given. */
  readonly columns?: Columns;
  /** Names of fields whose text has few distinct values, where `columns` is not given. */
  readonly lowCardinality?: readonly string[];
}

/** A projection whose rows are fields of an event: undecoded bodies are joined into one block for ClickHouse. */
export interface SpliceProjection extends SpliceDeclaration {
  readonly kind: 'splice';
}

export type Projection = RowProjection | SpliceProjection;

/** Declares a projection that maps events to rows; its handlers are pure. */
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

/** The topic that a projection reads; throws unless all its events are in one topic. */
export function sourceOf(projection: Projection): string {
  const [topic, ...others] = new Set(projection.of.map((event) => event.topic));
  if (topic === undefined || others.length > 0)
    throw new Error(`projection ${projection.name} must read exactly one topic`);
  return topic;
}

/** The physical table of a projection's version. */
export const tableOf = ({ name, version }: Pick<Projection, 'name' | 'version'>): string =>
  `${name}_v${version}`;

/** The projection and version of a table name; version 0 where it is no projection's table. */
export function versionIn(table: string): Pick<Projection, 'name' | 'version'> {
  const [, name = table, version = '0'] = /^(.+)_v(\d+)$/.exec(table) ?? [];
  return { name, version: Number(version) };
}
