import type { Query } from './define-report.ts';
import type { Checkpoint } from './ports.ts';

/** A value of an answer: numbers are numbers, instants are ISO 8601 text in UTC. */
export type Cell = string | number | boolean | null;

/** A row of an answer, by the names that the query gives. */
export type Row = Readonly<Record<string, Cell>>;

/** Asks the read models; changes nothing. */
export interface QueryPort {
  /**
   * All rows of a query, in its order. Throws `table-unavailable` where ClickHouse is not there, `table-missing` where
   * the view is not, and `report-too-costly` where the answer goes beyond what one question may take.
   */
  runQuery(query: Query): Promise<readonly Row[]>;
  /** The checkpoints of the versions that the views of these projections show, in order of topic and partition. */
  checkpoints(projections: readonly string[]): Promise<readonly Checkpoint[]>;
  close(): Promise<void>;
}
