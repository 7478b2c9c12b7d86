import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { createMemoryTables } from '../../platform/memory/memory-tables.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { tableContract } from './table-port.ts';

tableContract('memory', () => {
  const tables = createMemoryTables(createLocalCodec({ events: [VehiclePositionReported] }));
  return Promise.resolve({
    tables,
    rows: (projection) => Promise.resolve(tables.rows(projection)),
    close: () => tables.close(),
  });
});
