import type { Projection } from '../../platform/core/define-projection.ts';
import type { SourceOffset, TablePort } from '../../platform/core/table-port.ts';
import { codec } from './said.ts';

/** Fields of an event, with its partition and offset in the log. */
export interface PlacedData extends SourceOffset {
  readonly data: object;
}

/** Writes events of the first kind that a projection consumes into its table, whichever way it takes them. */
export async function putEvents(
  tables: Pick<TablePort, 'insertRows' | 'splice'>,
  projection: Projection,
  events: readonly PlacedData[],
): Promise<void> {
  const [{ name }] = projection.of;
  if (projection.kind === 'rows') {
    const handler = projection.on[name];
    if (handler === undefined) throw new Error(`${projection.name} does not consume ${name}`);
    const rows = events.map(({ data, ...place }) => ({ ...place, row: handler(data as never) }));
    return tables.insertRows(projection, rows);
  }
  const records = events.map(({ data, ...place }) => ({ ...place, value: codec.encode(name, data) }));
  const [first] = records;
  if (first === undefined) return;
  const { schemaId } = codec.identify(first.value);
  await tables.splice(projection, codec.writerSchema(schemaId), records);
}
