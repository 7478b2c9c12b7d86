import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import { uint32 } from '../../platform/core/columns.ts';
import { tableOf, type Projection } from '../../platform/core/define-projection.ts';
import { snakeCase } from '../../platform/core/snake-case.ts';
import { BlockRefusedError, type TablePort } from '../../platform/core/table-port.ts';
import { projections } from '../../projections/index.ts';
import { routeHours } from '../../projections/route-hours.ts';
import { vehicleDays } from '../../projections/vehicle-days.ts';
import { vehicleMinutes } from '../../projections/vehicle-minutes.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../projections/vehicle-status.ts';
import { RouteHourSummarized } from '../../schemas/events/route-hour-summarized.ts';
import { VehicleDaySummarized } from '../../schemas/events/vehicle-day-summarized.ts';
import { VehicleMinuteSummarized } from '../../schemas/events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';
import { checkpointAt, tableContract } from '../contract/table-port.ts';
import { putEvents } from '../support/put-events.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';

type Row = Readonly<Record<string, unknown>>;

const { name } = VehiclePositionReported;
/** What was received too long ago is not kept. */
const receivedAt = Math.floor(Date.now() / 1000) * 1000;
const example = { ...VehiclePositionReported.example, receivedAt };
const DATABASE = freshNamespace();
let client: ClickHouseClient;
let tables: TablePort;

beforeAll(async () => {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  client = createClient({ url, username, password });
  tables = open(DATABASE);
  await tables.prepare(projections);
  await tables.show(projections);
});
afterAll(async () => {
  await tables.close();
  await client.close();
});

tableContract('ClickHouse', () => {
  const contract = open('contract');
  return Promise.resolve({
    tables: contract,
    rows: (projection) =>
      query(`SELECT * FROM contract.${projection.name} ORDER BY ${projection.key.join()}`),
    close: () => contract.close(),
  });
});

describe('splicing', () => {
  const codec = createLocalCodec({ events: [VehiclePositionReported] });
  const splice = (...changes: readonly object[]): Promise<void> =>
    tables.splice(
      vehiclePositions,
      codec.writerSchema(1),
      changes.map((change, index) => ({
        partition: 5,
        offset: 70_000 + index,
        value: codec.encode(name, { ...example, ...change }),
      })),
    );

  test('brings every field into its column', async () => {
    await splice({ vehicleId: 'full', deviceEventId: 'é"1\'', vehicleType: 'ferry', delayS: -3 });
    expect(await positionsOf('full')).toEqual([
      {
        event_id: '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2b',
        received_at: new Date(receivedAt).toISOString().replace('T', ' ').slice(0, -1),
        vehicle_id: 'full',
        occurred_at: '2016-11-25 17:53:40.000',
        sequence: 4711,
        device_event_id: 'é"1\'',
        latitude: 30.421946,
        longitude: -97.665924,
        speed_mps: 7.15264,
        heading_deg: 181.5,
        odometer_m: 182340.5,
        route_id: '1',
        trip_id: '1669591',
        direction_id: 1,
        operator_id: 'capmetro',
        vehicle_type: 'ferry',
        delay_s: -3,
        occupancy: 17,
      },
    ]);
    expect(
      await query(
        `SELECT _partition, _offset FROM ${DATABASE}.vehicle_positions_v1 WHERE vehicle_id = 'full'`,
      ),
    ).toEqual([{ _partition: 5, _offset: 70_000 }]);
  });

  const chosen = projections.filter(({ kind, columns }) => kind === 'splice' && columns !== undefined);

  test.each(chosen.map((projection) => [projection.name, projection] as const))(
    'brings the fields that are chosen into the columns of %s',
    async (_, projection) => {
      const data = { ...projection.of[0].example, receivedAt };
      await putEvents(tables, projection, [{ partition: 5, offset: 70_000, data }]);
      const [row = {}] = await query(
        `SELECT * FROM ${DATABASE}.${tableOf(projection)} WHERE _offset = 70000`,
      );
      const wanted = Object.entries(data).map(([field, value]) => [snakeCase(field), value] as const);
      const names = Object.keys(projection.columns ?? {});
      expect(names.map((column) => [column, plain(row[column])])).toEqual(
        names.map((column) => [column, wanted.find(([name]) => name === column)?.[1]]),
      );
    },
  );

  test('refuses what a column cannot hold, rather than bend it', async () => {
    const { example: minute } = VehicleMinuteSummarized;
    for (const change of [{ positions: -1 }, { speedHistogram: [-1] }, { minute: -60_000 }])
      await expect(
        putEvents(tables, vehicleMinutes, [{ partition: 0, offset: 0, data: { ...minute, ...change } }]),
      ).rejects.toThrow(BlockRefusedError);
  });

  test('keeps what is not known apart from zero and empty text', async () => {
    const optional = Object.entries(VehiclePositionReported.fields).filter(([, field]) => field.optional);
    const nothing = Object.fromEntries(optional.map(([field]) => [field, null]));
    await splice(
      { ...nothing, vehicleId: 'null' },
      { ...nothing, vehicleId: 'empty', routeId: '', occupancy: 0 },
    );
    const [row] = await positionsOf('null');
    expect(Object.entries(row ?? {}).filter(([, value]) => value === null)).toHaveLength(optional.length);
    expect(await positionsOf('empty')).toMatchObject([{ route_id: '', occupancy: 0, trip_id: null }]);
  });

  test('reads what an older version wrote, which did not have all fields', async () => {
    const older = {
      ...VehiclePositionReported,
      fields: without('occupancy', VehiclePositionReported.fields),
    };
    const olderCodec = createLocalCodec({ events: [older] });
    const value = olderCodec.encode(name, without('occupancy', { ...example, vehicleId: 'older' }));
    await tables.splice(vehiclePositions, olderCodec.writerSchema(1), [{ partition: 0, offset: 1, value }]);
    expect(await positionsOf('older')).toMatchObject([{ occupancy: null, delay_s: 42 }]);
  });

  test('refuses a damaged block for its content, and nothing of it is there', async () => {
    const whole = codec.encode(name, { ...example, vehicleId: 'damaged' });
    const records = [whole, whole.subarray(0, 30)].map((value, offset) => ({ partition: 0, offset, value }));
    await expect(tables.splice(vehiclePositions, codec.writerSchema(1), records)).rejects.toThrow(
      BlockRefusedError,
    );
    expect(await positionsOf('damaged')).toEqual([]);
  });

  test('takes a backlog over more than a hundred months', async () => {
    const months = Array.from({ length: 130 }, (_, month) => ({
      vehicleId: 'backlog',
      occurredAt: Date.UTC(2005, month),
    }));
    await splice(...months);
    expect(await positionsOf('backlog')).toHaveLength(130);
  });
});

describe('rows', () => {
  test('are read with what is worked out from them', async () => {
    await putEvents(tables, routeHours, [{ partition: 0, offset: 1, data: RouteHourSummarized.example }]);
    expect(
      await query(
        `SELECT route_id, hour, closed, mean_speed_mps, max_speed_mps FROM ${DATABASE}.route_hours`,
      ),
    ).toEqual([
      {
        route_id: '1',
        hour: '2016-11-25 17:00:00',
        closed: false,
        mean_speed_mps: 7.15264,
        max_speed_mps: 17.8816,
      },
    ]);
  });

  test('hold lists: routes, and positions by speed, which add up bin by bin', async () => {
    const { example: day } = VehicleDaySummarized;
    const days = [day, { ...day, vehicleId: '8941', routeIds: [] }].map((data, offset) => ({
      partition: 0,
      offset,
      data,
    }));
    await putEvents(tables, vehicleDays, days);
    expect(
      await query(
        `SELECT vehicle_id, route_ids, distance_m, moving_s FROM ${DATABASE}.vehicle_days ORDER BY 1`,
      ),
    ).toEqual([
      { vehicle_id: '8940', route_ids: ['1', '801'], distance_m: 360812.455, moving_s: 43120 },
      { vehicle_id: '8941', route_ids: [], distance_m: 360812.455, moving_s: 43120 },
    ]);
    expect(await query(`SELECT sumForEach(speed_histogram) AS bins FROM ${DATABASE}.vehicle_days`)).toEqual([
      { bins: day.speedHistogram.map((count) => 2 * count) },
    ]);
  });

  test.each([
    ['that ClickHouse cannot read', { event_id: 'no uuid' }],
    ['that has no text', { occurred_at: Number.NaN }],
    ['that is too large', { occurred_at: Date.UTC(12_000, 0) }],
  ])('with a value %s are refused for their content', async (_, change) => {
    const row = { ...vehicleStatus.on.VehicleStatusChanged(VehicleStatusChanged.example), ...change };
    const insert = tables.insertRows(vehicleStatus, [{ partition: 0, offset: 1, row }]);
    await expect(insert).rejects.toThrow(BlockRefusedError);
  });

  test('that a constraint of an operator forbids are refused for their content, and others are taken', async () => {
    const table = `${DATABASE}.${tableOf(vehicleStatus)}`;
    await client.command({
      query: `ALTER TABLE ${table} ADD CONSTRAINT known CHECK vehicle_id != 'unknown'`,
    });
    const insert = (vehicleId: string): Promise<void> =>
      tables.insertRows(vehicleStatus, [
        {
          ...{ partition: 0, offset: 1 },
          row: vehicleStatus.on.VehicleStatusChanged({ ...VehicleStatusChanged.example, vehicleId }),
        },
      ]);
    await expect(insert('unknown')).rejects.toThrow(BlockRefusedError);
    await insert('known');
    await client.command({ query: `ALTER TABLE ${table} DROP CONSTRAINT known` });
    expect(await query(`SELECT vehicle_id FROM ${DATABASE}.vehicle_status`)).toContainEqual({
      vehicle_id: 'known',
    });
  });
});

test('every column of every view says what it means, and hidden columns are hidden', async () => {
  const names = projections.map((projection) => `'${projection.name}'`).join();
  const columns = await query(
    `SELECT table, name, comment FROM system.columns WHERE database = '${DATABASE}' AND table IN (${names}, 'checkpoints')`,
  );
  expect(columns.length).toBeGreaterThan(50);
  expect(columns.filter((column) => column['comment'] === '')).toEqual([]);
  expect(columns.filter((column) => String(column['name']).startsWith('_'))).toEqual([]);
});

describe('a table with other columns than its declaration', () => {
  const changed = (change: Partial<Projection>): Projection => ({ ...vehicleStatus, ...change });

  test('is told with each difference', async () => {
    const columns = without('previous', vehicleStatus.columns);
    const prepare = tables.prepare([
      changed({ columns: { ...columns, route_id: uint32('n'), extra: uint32('n') } }),
    ]);
    await expect(prepare).rejects.toMatchObject({
      code: 'table-differs',
      message: expect.stringContaining(
        `${tableOf(vehicleStatus)}: route_id is LowCardinality(String), declared UInt32; ` +
          'extra is missing, declared UInt32; previous is not declared.',
      ) as string,
    });
  });

  test('is told of its key and of which row holds', async () => {
    await expect(tables.prepare([changed({ key: ['vehicle_id', 'status'] })])).rejects.toThrow(
      /is ordered by/,
    );
    await expect(tables.prepare([changed({ partitionBy: 'toYYYYMM(occurred_at)' })])).rejects.toThrow(
      /is partitioned by/,
    );
    await expect(tables.prepare([changed({ wins: 'first' })])).rejects.toThrow(/_rank is missing/);
    const kept = changed({ keepDays: { after: 'received_at', days: 30 } });
    await expect(tables.prepare([kept])).rejects.toThrow(
      'its rows live until ever, declared toDateTime(received_at) + toIntervalDay(32)',
    );
  });
});

test('given checkpoints from before dead letters were remembered, when they are prepared, then none is outstanding', async () => {
  const older = open('older');
  await older.prepare([]);
  await client.command({ query: 'ALTER TABLE older.checkpoints_v1 DROP COLUMN _outstanding' });
  await older.prepare([]);
  await older.saveCheckpoints([{ ...checkpointAt('older', 0, 1, 9), outstanding: [7] }]);
  await client.command({ query: 'ALTER TABLE older.checkpoints_v1 DROP COLUMN _outstanding' });
  await older.prepare([]);
  expect(await older.readCheckpoints(vehicleStatus, 'older')).toEqual([
    { ...checkpointAt('older', 0, 1, 9), outstanding: [] },
  ]);
  await older.close();
});

test('a server that is away is a failure that may pass', async () => {
  const away = connectTables({ ...loginOf(DATABASE), url: 'http://127.0.0.1:1' });
  await expect(away.prepare(projections)).rejects.toMatchObject({ code: 'table-unavailable' });
  await expect(away.saveCheckpoints([])).resolves.toBeUndefined();
  await expect(away.readCheckpoints(vehicleStatus, 't')).rejects.toMatchObject({ code: 'table-unavailable' });
  await away.close();
});

const loginOf = (database: string) => ({
  url: sharedServers().clickhouseUrl,
  username: sharedServers().clickhouseUser,
  password: sharedServers().clickhousePassword,
  database,
  container: spliceContainer,
});

/** A copy without one member. */
const without = <V>(name: string, members: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));

/** Instants as UTC milliseconds, as events tell them. */
const plain = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value)
    ? Date.parse(`${value.replace(' ', 'T')}Z`)
    : value;

const open = (database: string): TablePort => connectTables(loginOf(database));

const positionsOf = (vehicle: string): Promise<readonly Row[]> =>
  query(`SELECT * FROM ${DATABASE}.vehicle_positions WHERE vehicle_id = '${vehicle}'`);

async function query(sql: string): Promise<readonly Row[]> {
  const answer = await client.query({
    query: sql,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return answer.json<Row>();
}
