import { instant, type Columns } from './columns.ts';
import type { NameOf, ViewColumn } from './define-on-demand.ts';
import type { Projection } from './define-projection.ts';

/** What every batch projection says of its rows, so that it is known what they hold. */
export const receiptColumns = {
  received_from: instant('When the first report in it was received, UTC'),
  received_to: instant('When the newest report in it was received, UTC'),
} as const satisfies Columns;

/**
 * A projection whose rows are worked out day by day from the history of single reports, by a scheduled job: of days that
 * are over, and again when reports of such a day have come since, however late.
 */
export interface BatchProjection {
  readonly kind: 'batch';
  /** The name of the view; the table is `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  /** The history: a projection with `occurred_at` and `received_at`. */
  readonly of: Projection;
  /** With `day`, the start of the day, and `receiptColumns`. */
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** Natural key, with `day`. */
  readonly key: readonly string[];
  /**
   * A ClickHouse SELECT of these columns in this order, of all rows of one day: of what happened at or after
   * `{from:DateTime64(3)}` and before `{to:DateTime64(3)}`, both UTC.
   */
  readonly query: (of: NameOf) => string;
}

/** Declares a projection that a job works out; `query` is pure, and gives the same rows of the same history. */
export const defineBatch = (declaration: Omit<BatchProjection, 'kind'>): BatchProjection => ({
  kind: 'batch',
  ...declaration,
});
