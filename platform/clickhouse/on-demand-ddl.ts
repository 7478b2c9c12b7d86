import { namesOf, type OnDemandProjection } from '../core/define-on-demand.ts';
import { columnDdl, list, text } from './ddl-text.ts';
import { onCluster, type TableHome } from './table-statements.ts';

/** The statement that makes, or makes again, the view of a projection that is worked out when it is read. */
export function onDemandDdl(home: TableHome, projection: OnDemandProjection): string {
  const columns = Object.entries(projection.columns).map(([name, column]) => ({ name, ...column }));
  return [
    `CREATE OR REPLACE VIEW ${home.database}.${projection.name}${onCluster(home)}`,
    list(columns.map((column) => columnDdl(column))),
    `AS ${projection.query(namesOf(home.database, projection))}`,
    `COMMENT ${text(projection.doc)}`,
  ].join('\n');
}
