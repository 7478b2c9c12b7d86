import { instant, type Columns } from './columns.ts';
import type { NameOf, ViewColumn } from './define-on-demand.ts';
import type { Projection } from './define-projection.ts';

/** Columns that every batch projection has: the time range in which a row's reports were received. */
export const receiptColumns = {
  received_from: instant('When the first report in it was received, UTC'),
  received_to: instant('When the newest report in it was received, UTC'),
} as const satisfies Columns;

/**
 * A projection that a scheduled job works out day by day from the history of single reports. It covers days that are
 * over, and works a day out again when more reports of it have come, however late.
 */
export interface BatchProjection {
  readonly kind: 'batch';
  /** The name of the view; the table is `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  /** The history to read: a projection with `occurred_at` and `received_at`. */
  readonly of: Projection;
  /** Must include `day`, the start of the day, and `receiptColumns`. */
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** Natural key; must include `day`. */
  readonly key: readonly string[];
  /**
   * A ClickHouse SELECT of these columns in this order, for all rows of one day: of reports that occurred at or after
   * `{from:DateTime64(3)}` and before `{to:DateTime64(3)}`, both UTC.
   */
  readonly query: (of: NameOf) => string;
}

/** Declares a batch projection; `query` is pure and gives the same rows for the same history. */
export const defineBatch = (declaration: Omit<BatchProjection, 'kind'>): BatchProjection => ({
  kind: 'batch',
  ...declaration,
});
