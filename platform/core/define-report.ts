import type { JsonSchema } from './fields.ts';

/** A query as a value: text with placeholders (`{name:Type}`), and the values bound to them. */
export interface Query {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A column of a report's answer. */
export interface ReportColumn {
  readonly type: 'string' | 'number' | 'integer' | 'instant';
  readonly doc: string;
  /** Parameter values for which an answer has this column; every answer has it unless given. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Set where the query gives sealed personal text, which is opened only for readers who may see it. */
  readonly personal?: PersonalColumn;
}

/** The event field that the sealed text of a column comes from. */
export interface PersonalColumn {
  /** Name of the event; `field`: its field. */
  readonly event: string;
  readonly field: string;
  /** Name of the column with the id of the event. */
  readonly eventIdIn: string;
}

/** A report: a declared query over the views of some projections. */
export interface Report {
  readonly name: string;
  readonly doc: string;
  /** Projections whose checkpoints make the standing of an answer, the main one first. */
  readonly reads: readonly [string, ...string[]];
  /** JSON Schema of each parameter of the request. */
  readonly parameters: Readonly<Record<string, JsonSchema>>;
  readonly columns: Readonly<Record<string, ReportColumn>>;
  readonly render: (parameters: never) => Query;
}

/** Declares a report; `render` is pure and binds values, never pastes them in. */
export function defineReport<P>(
  report: Omit<Report, 'render'> & { readonly render: (parameters: P) => Query },
): Omit<Report, 'render'> & { readonly render: (parameters: P) => Query } {
  return report;
}
