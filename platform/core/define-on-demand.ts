/** A column of a view that is worked out when it is read. */
export interface ViewColumn {
  readonly type: string;
  /** What it means, with its unit. */
  readonly comment: string;
}

/** The full name of a view or dictionary that a query is declared to read; throws where it is not. */
export type NameOf = (name: string) => string;

/** A projection of which nothing is stored: its rows are worked out from those of others whenever they are asked for. */
export interface OnDemandProjection {
  readonly kind: 'on-demand';
  /** The name of the view. */
  readonly name: string;
  readonly doc: string;
  /** The views and dictionaries that the query reads. */
  readonly reads: readonly string[];
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** A ClickHouse SELECT that gives these columns in this order. */
  readonly query: (of: NameOf) => string;
}

/** Declares a projection that is worked out when it is read; `query` is pure. */
export const defineOnDemand = (declaration: Omit<OnDemandProjection, 'kind'>): OnDemandProjection => ({
  kind: 'on-demand',
  ...declaration,
});

/** Names in a database of what is declared to be read. */
export function namesOf(
  database: string,
  { name, reads }: Pick<OnDemandProjection, 'name' | 'reads'>,
): NameOf {
  return (read) => {
    if (!reads.includes(read)) throw new Error(`${name} is not declared to read ${read}`);
    return `${database}.${read}`;
  };
}
