import { tableOf, type SpliceProjection } from '../core/define-projection.ts';
import { PLACE_COLUMNS } from './column-list.ts';
import { spliceColumns } from './splice-columns.ts';

/** The statement that reads an Avro container of an event's records, with their places, into its table. */
export function spliceStatement(database: string, projection: SpliceProjection): string {
  const place = PLACE_COLUMNS.map(({ name, type }) => ({
    name,
    field: name,
    readAs: type,
    expression: name,
  }));
  const columns = [...place, ...spliceColumns(projection)];
  const names = columns.map(({ name }) => name).join(', ');
  const expressions = columns.map(({ expression }) => expression).join(', ');
  const structure = columns.map(({ field, readAs }) => `${field} ${readAs}`).join(', ');
  return [
    `INSERT INTO ${database}.${tableOf(projection)} (${names})`,
    `SELECT ${expressions}`,
    `FROM input('${structure.replaceAll("'", "\\'")}')`,
    'FORMAT Avro',
  ].join('\n');
}
