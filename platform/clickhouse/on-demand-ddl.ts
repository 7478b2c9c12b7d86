import { namesOf, type OnDemandProjection } from '../core/define-on-demand.ts';
import { columnDdl, list, text } from './ddl.ts';

/** The statement that makes, or makes again, the view of a projection that is worked out when it is read. */
export function onDemandDdl(database: string, projection: OnDemandProjection): string {
  const columns = Object.entries(projection.columns).map(([name, column]) => ({ name, ...column }));
  return [
    `CREATE OR REPLACE VIEW ${database}.${projection.name}`,
    list(columns.map((column) => columnDdl(column))),
    `AS ${projection.query(namesOf(database, projection))}`,
    `COMMENT ${text(projection.doc)}`,
  ].join('\n');
}
