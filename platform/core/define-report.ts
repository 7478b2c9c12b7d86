import type { JsonSchema } from './fields.ts';

/** A query as a value: text with placeholders (`{name:Type}`), and what is bound to them. */
export interface Query {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A column of a report's answer. */
export interface ReportColumn {
  readonly type: 'string' | 'number' | 'integer' | 'instant';
  readonly doc: string;
  /** The parameters with which an answer has this column; without it every answer has it. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** The query gives sealed text, which says who somebody is: readers see that only where they may. */
  readonly personal?: PersonalColumn;
}

/** Where the sealed text of a column stood. */
export interface PersonalColumn {
  /** The name of the event, and its field. */
  readonly event: string;
  readonly field: string;
  /** The column that has the id of the event. */
  readonly eventIdIn: string;
}

/** A report: a declared query over the views of some projections. */
export interface Report {
  readonly name: string;
  readonly doc: string;
  /** Names of the projections whose checkpoints say where the answer stands, the one it is about first. */
  readonly reads: readonly [string, ...string[]];
  /** JSON Schema of each parameter of the request. */
  readonly parameters: Readonly<Record<string, JsonSchema>>;
  readonly columns: Readonly<Record<string, ReportColumn>>;
  readonly render: (parameters: never) => Query;
}

/** Declares a report; `render` is pure, and values are bound, never pasted in. */
export function defineReport<P>(
  report: Omit<Report, 'render'> & { readonly render: (parameters: P) => Query },
): Omit<Report, 'render'> & { readonly render: (parameters: P) => Query } {
  return report;
}
