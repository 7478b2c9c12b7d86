import { readFile } from 'node:fs/promises';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { connectDerivations } from '../../platform/clickhouse/connect-derivations.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { derivations, projections } from '../../projections/index.ts';
import { trips } from '../../projections/trips.ts';
import { vehicleChanges } from '../../projections/vehicle-changes.ts';
import { vehicleDays } from '../../projections/vehicle-days.ts';
import { vehicleDescriptions } from '../../projections/vehicle-descriptions.ts';
import { FaultCleared } from '../../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { TripCompleted } from '../../schemas/events/trip-completed.ts';
import { VehicleDaySummarized } from '../../schemas/events/vehicle-day-summarized.ts';
import { VehicleDescribed } from '../../schemas/events/vehicle-described.ts';
import { clusterStatements } from '../support/cluster-statements.ts';
import { putEvents } from '../support/put-events.ts';
import { startServers } from '../support/start-servers.ts';

type Row = Readonly<Record<string, unknown>>;

const october = Date.UTC(2016, 9, 10);
const november = Date.UTC(2016, 10, 10);
const december = Date.UTC(2016, 11, 10);
let stack: Stack;
let client: ClickHouseClient;
let tables: TablePort;
let derived: ReturnType<typeof connectDerivations>;
let offset = 0;

beforeAll(async () => {
  stack = await startServers('clickhouse');
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = stack.endpoints;
  const connection = { url, username, password, database: 'tacho' };
  client = createClient({ url, username, password });
  tables = connectTables({ ...connection, container: spliceContainer });
  derived = connectDerivations(connection);
  await tables.prepare(projections);
  await tables.show(projections);
  await derived.prepare(derivations);
});
afterAll(async () => {
  await derived.close();
  await tables.close();
  await client.close();
  await stack.stop();
});

describe('the fleet', () => {
  test('given a vehicle that moved, when it is asked for an instant, then it is whose it was then', async () => {
    await describeVehicle('moved', october, 'blue');
    await describeVehicle('moved', december, 'red');
    await derived.refresh(derivations);
    expect(await operatorAt('moved', december)).toBe('red');
    expect(await operatorAt('moved', december - 1)).toBe('blue');
    expect(await operatorAt('moved', october)).toBe('blue');
    expect(await operatorAt('moved', october - 1)).toBe('nobody');
    expect(await operatorAt('stranger', december)).toBe('nobody');
  });

  test('given a description that is corrected, when it is asked for, then the correction holds', async () => {
    await describeVehicle('corrected', october, 'bleu');
    await describeVehicle('corrected', october, 'blue');
    await derived.refresh(derivations);
    expect(await operatorAt('corrected', november)).toBe('blue');
  });

  test('what is not known of it is empty', async () => {
    await describeVehicle('bare', october, 'blue', { depot: null });
    await derived.refresh(derivations);
    expect(await rows("SELECT * EXCEPT (until) FROM tacho.fleet WHERE vehicle_id = 'bare'")).toEqual([
      {
        vehicle_id: 'bare',
        valid_from: '2016-10-10 00:00:00.000',
        operator_id: 'blue',
        vehicle_type: 'bus',
        depot: '',
      },
    ]);
  });
});

test('given a vehicle that moves to another operator, when months are asked for, then the old ones stay as they were', async () => {
  await describeVehicle('bus', october, 'blue');
  await describeVehicle('other', october, 'blue');
  await dayOf('bus', november);
  await dayOf('other', november);
  await putEvents(tables, trips, [said({ ...TripCompleted.example, vehicleId: 'bus', startedAt: november })]);
  await fault('raised', november);
  await derived.refresh(derivations);
  const before = await months('blue');
  const { positions, distanceMm, movingMs, standingMs } = VehicleDaySummarized.example;
  expect(before).toEqual([
    {
      operator_id: 'blue',
      month: '2016-11-01',
      vehicles: 2,
      positions: 2 * positions,
      distance_m: (2 * distanceMm) / 1000,
      moving_s: (2 * movingMs) / 1000,
      standing_s: (2 * standingMs) / 1000,
      trips: 1,
      faults_raised: 1,
    },
  ]);
  await describeVehicle('bus', december - 1000, 'green');
  await dayOf('bus', december);
  await derived.refresh(derivations);
  expect(await months('blue')).toEqual(before);
  expect(await months('green')).toMatchObject([{ month: '2016-12-01', vehicles: 1, trips: 0 }]);
});

test('given faults of a day, when they are asked for by code, then raised, cleared and vehicles are counted', async () => {
  const day = Date.UTC(2017, 0, 5);
  await fault('raised', day + 1000);
  await fault('raised', day + 2000);
  await fault('cleared', day + 61_000, day + 1000);
  expect(await rows("SELECT * FROM tacho.fault_days WHERE day = '2017-01-05'")).toEqual([
    {
      code: 'P0217',
      severity: 'critical',
      day: '2017-01-05',
      raised: 2,
      cleared: 1,
      vehicles: 1,
      lasted_s: 60,
    },
  ]);
});

test('an analyst may read all of it, and the dictionary directly', async () => {
  const { clickhouseUrl: url } = stack.endpoints;
  const { user: username, passwordFile } = stack.analyst ?? { user: '', passwordFile: '' };
  const password = (await readFile(passwordFile, 'utf8')).trim();
  const analyst = createClient({ url, username, password });
  for (const { name } of derivations) {
    const counted = await analyst.query({
      query: `SELECT count() FROM tacho.${name}`,
      format: 'TabSeparated',
    });
    expect(await counted.text(), name).toMatch(/^\d+\n$/);
  }
  const query =
    "SELECT dictGetOrDefault('tacho.fleet', 'operator_id', 'bare', now64(3), 'nobody') AS operator";
  expect(await (await analyst.query({ query, format: 'JSONEachRow' })).json()).toEqual([
    { operator: 'blue' },
  ]);
  await analyst.close();
});

test('every column of every derived view says what it means', async () => {
  const names = derivations.filter(({ kind }) => kind !== 'dictionary').map(({ name }) => `'${name}'`);
  const columns = await rows(
    `SELECT table, name, comment FROM system.columns WHERE database = 'tacho' AND table IN (${names.join()})`,
  );
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter((column) => column['comment'] === '')).toEqual([]);
});

test.each(Object.entries(clusterStatements))(
  'ClickHouse reads how %s is made on a cluster',
  async (_, made) => {
    for (const statement of made) await client.command({ query: `EXPLAIN AST ${statement}` });
  },
);

test('a server that is away is a failure that may pass', async () => {
  const away = connectDerivations({ url: 'http://127.0.0.1:1', username: 'a', password: 'b', database: 'c' });
  await expect(away.prepare(derivations)).rejects.toMatchObject({ code: 'table-unavailable' });
  await away.close();
});

const placed = (row: object) => ({ partition: 0, offset: (offset += 1), row });
const said = (data: object) => ({ partition: 0, offset: (offset += 1), data });

const describeVehicle = (vehicleId: string, validFrom: number, operatorId: string, change = {}) =>
  tables.insertRows(vehicleDescriptions, [
    placed(
      vehicleDescriptions.on.VehicleDescribed({
        ...VehicleDescribed.example,
        receivedAt: Date.now() + offset,
        vehicleId,
        validFrom,
        operatorId,
        ...change,
      }),
    ),
  ]);

const dayOf = (vehicleId: string, day: number): Promise<void> =>
  putEvents(tables, vehicleDays, [
    said({ ...VehicleDaySummarized.example, vehicleId, day, firstAt: day + 1000 }),
  ]);

const fault = (what: 'raised' | 'cleared', occurredAt: number, raisedAt = occurredAt): Promise<void> => {
  const { on } = vehicleChanges;
  const of = { vehicleId: 'bus', occurredAt, raisedAt };
  const eventId = `8f14e45f-ceea-5672-9a2b-${String((offset += 1)).padStart(12, '0')}`;
  const row =
    what === 'raised'
      ? on.FaultRaised({ ...FaultRaised.example, ...of, eventId })
      : on.FaultCleared({ ...FaultCleared.example, ...of, eventId });
  return tables.insertRows(vehicleChanges, [placed(row)]);
};

async function operatorAt(vehicle: string, at: number): Promise<unknown> {
  const [row] = await rows(
    `SELECT dictGetOrDefault('tacho.fleet', 'operator_id', '${vehicle}', fromUnixTimestamp64Milli(toInt64(${at}), 'UTC'), 'nobody') AS operator`,
  );
  return row?.['operator'];
}

const months = (operator: string): Promise<readonly Row[]> =>
  rows(`SELECT * FROM tacho.operator_months WHERE operator_id = '${operator}' ORDER BY month`);

async function rows(query: string): Promise<readonly Row[]> {
  const clickhouse_settings = { output_format_json_quote_64bit_integers: 0 } as const;
  return (await client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json<Row>();
}
