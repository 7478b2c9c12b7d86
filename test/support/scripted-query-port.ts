import type { Query } from '../../platform/core/define-report.ts';
import type { Checkpoint } from '../../platform/core/ports.ts';
import type { QueryPort, Row } from '../../platform/core/query-port.ts';

/** A query port that answers what a test says, and remembers what it was asked. */
export interface ScriptedQueryPort extends QueryPort {
  readonly asked: Query[];
  rows: readonly Row[];
  quarantined: number;
  stands: readonly Checkpoint[];
  /** Thrown instead of an answer. */
  failure: Error | null;
}

/** Starts with no rows and no checkpoints. */
export function scriptedQueryPort(): ScriptedQueryPort {
  const port: ScriptedQueryPort = {
    asked: [],
    rows: [],
    quarantined: 0,
    stands: [],
    failure: null,
    runQuery: (query) => {
      if (port.failure !== null) return Promise.reject(port.failure);
      port.asked.push(query);
      const isCount = query.sql.includes('quarantined_reports');
      return Promise.resolve(isCount ? [{ quarantined: port.quarantined }] : port.rows);
    },
    checkpoints: (names) =>
      port.failure === null
        ? Promise.resolve(port.stands.filter(({ projection }) => names.includes(projection)))
        : Promise.reject(port.failure),
    close: () => Promise.resolve(),
  };
  return port;
}
