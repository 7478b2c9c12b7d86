import { namesOf, type OnDemandProjection } from '../core/define-on-demand.ts';
import type { TableHome } from './table-statements.ts';
import { viewStatement } from './view-statement.ts';

/** The statement that makes, or makes again, the view of a projection that is worked out when it is read. */
export const onDemandDdl = (home: TableHome, projection: OnDemandProjection): string =>
  viewStatement(home, {
    view: projection.name,
    columns: Object.entries(projection.columns).map(([name, column]) => ({ name, ...column })),
    query: projection.query(namesOf(home.database, projection)),
    doc: projection.doc,
  });
