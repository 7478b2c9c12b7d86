/** A column of a computed view. */
export interface ViewColumn {
  readonly type: string;
  /** Meaning and unit. */
  readonly comment: string;
}

/** Gives the full name of a view or dictionary; throws unless the query is declared to read it. */
export type NameOf = (name: string) => string;

/** A projection that stores nothing: ClickHouse works out its rows from others at each query. */
export interface OnDemandProjection {
  readonly kind: 'on-demand';
  /** The name of the view. */
  readonly name: string;
  readonly doc: string;
  /** The views and dictionaries that the query reads. */
  readonly reads: readonly string[];
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** A ClickHouse SELECT of these columns in this order. */
  readonly query: (of: NameOf) => string;
}

/** Declares an on-demand projection; `query` is pure. */
export const defineOnDemand = (declaration: Omit<OnDemandProjection, 'kind'>): OnDemandProjection => ({
  kind: 'on-demand',
  ...declaration,
});

/** Full names, in a database, of the views and dictionaries that a declaration reads. */
export function namesOf(
  database: string,
  { name, reads }: Pick<OnDemandProjection, 'name' | 'reads'>,
): NameOf {
  return (read) => {
    if (!reads.includes(read)) throw new Error(`${name} is not declared to read ${read}`);
    return `${database}.${read}`;
  };
}
