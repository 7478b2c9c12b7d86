import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { days, hours } from '../../platform/core/durations.ts';
import { vehicleFaults } from '../../projections/vehicle-faults.ts';
import { vehicleMinutes } from '../../projections/vehicle-minutes.ts';
import { vehicleSignals } from '../../projections/vehicle-signals.ts';
import { vehicleStops } from '../../projections/vehicle-stops.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { VehicleMinuteSummarized } from '../../schemas/events/vehicle-minute-summarized.ts';
import { VehicleSignalReported } from '../../schemas/events/vehicle-signal-reported.ts';
import { VehicleStopReported } from '../../schemas/events/vehicle-stop-reported.ts';
import { putEvents } from '../support/put-events.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';

const histories = [vehicleFaults, vehicleStops, vehicleSignals];
const codec = createLocalCodec({
  events: [VehicleFaultReported, VehicleStopReported, VehicleSignalReported],
});
const now = Date.now();
const DATABASE = freshNamespace();
let client: ClickHouseClient;
let tables: TablePort;

beforeAll(async () => {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  client = createClient({ url, username, password });
  tables = connectTables({ url, username, password, database: DATABASE, container: spliceContainer });
  await tables.prepare([...histories, vehicleMinutes]);
  await tables.show([...histories, vehicleMinutes]);
});
afterAll(async () => {
  await tables.close();
  await client.close();
});

describe.each(histories)('history: $name', (projection) => {
  const [event] = projection.of;
  const report = (offset: number, changes: object) => {
    const value = codec.encode(event.name, { ...event.example, ...changes });
    return { partition: 0, offset, value };
  };
  const schemaId = codec.identify(report(0, {}).value).schemaId;
  const splice = (...records: readonly ReturnType<typeof report>[]): Promise<void> =>
    tables.splice(projection, codec.writerSchema(schemaId), records);

  test('a report of ten years ago that was received today stays', async () => {
    await splice(report(1, { vehicleId: 'old', occurredAt: Date.UTC(2015, 3, 1), receivedAt: now }));
    await merge(projection.name);
    expect(await shown(projection.name, 'old')).toHaveLength(1);
  });

  test('what was received more than thirty days ago is not shown, and dropped when two more have passed', async () => {
    await splice(report(2, { vehicleId: 'hidden', receivedAt: now - days(30) - hours(1) }));
    await splice(report(3, { vehicleId: 'dropped', receivedAt: now - days(32) - hours(1) }));
    await merge(projection.name);
    expect(await shown(projection.name, 'hidden')).toEqual([]);
    expect(await stored(projection.name)).toEqual(['hidden', 'old']);
  });

  test('a copy that was received later does not come back for the first one that is no longer shown', async () => {
    await splice(report(4, { vehicleId: 'copied', receivedAt: now - days(30) - hours(1) }));
    await splice(report(5, { vehicleId: 'copied', receivedAt: now - days(29) }));
    expect(await shown(projection.name, 'copied')).toEqual([]);
    await merge(projection.name);
    expect(await shown(projection.name, 'copied')).toEqual([]);
  });
});

test('a statement of a minute before the newest one does not come back when that is no longer shown', async () => {
  const { example } = VehicleMinuteSummarized;
  // The clocks of two ingest workers differ: of the newer statement the report was received earlier.
  await putEvents(tables, vehicleMinutes, [
    { partition: 0, offset: 8, data: { ...example, receivedAt: now - days(400) + hours(1) } },
    { partition: 0, offset: 9, data: { ...example, receivedAt: now - days(400) - hours(1) } },
  ]);
  expect(await rows(`SELECT * FROM ${DATABASE}.vehicle_minutes`)).toEqual([]);
  await merge('vehicle_minutes');
  expect(await rows(`SELECT * FROM ${DATABASE}.vehicle_minutes`)).toEqual([]);
});

const merge = (name: string): Promise<unknown> =>
  client.command({ query: `OPTIMIZE TABLE ${DATABASE}.${name}_v1 FINAL` });

const shown = (name: string, vehicle: string): Promise<readonly object[]> =>
  rows(`SELECT * FROM ${DATABASE}.${name} WHERE vehicle_id = '${vehicle}'`);

const stored = async (name: string): Promise<unknown[]> =>
  (await rows(`SELECT DISTINCT vehicle_id FROM ${DATABASE}.${name}_v1 ORDER BY 1`)).map(
    (row) => row['vehicle_id'],
  );

async function rows(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json();
}
