import type { Query } from './define-report.ts';
import type { Checkpoint } from './ports.ts';

/** A value in a row of an answer; instants are ISO 8601 text in UTC. */
export type Cell = string | number | boolean | null;

/** A row of an answer, by the column names of the query. */
export type Row = Readonly<Record<string, Cell>>;

/** Queries the read models; writes nothing. */
export interface QueryPort {
  /**
   * Returns all rows of a query, in its order. Throws `table-unavailable` where ClickHouse does not answer,
   * `table-missing` where the view does not exist, and `report-too-costly` beyond the limits of one query.
   */
  runQuery(query: Query): Promise<readonly Row[]>;
  /** Reads the checkpoints of the versions that the views of these projections show, by topic and partition. */
  checkpoints(projections: readonly string[]): Promise<readonly Checkpoint[]>;
  close(): Promise<void>;
}
