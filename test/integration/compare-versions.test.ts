import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { compareVersions } from '../../platform/clickhouse/compare-versions.ts';
import { connectQueries } from '../../platform/clickhouse/connect-queries.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import { days } from '../../platform/core/durations.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { routeHours } from '../../projections/route-hours.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../projections/vehicle-status.ts';
import { RouteHourSummarized } from '../../schemas/events/route-hour-summarized.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';
import { putEvents, type PlacedData } from '../support/put-events.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';

const FROM = Date.UTC(2016, 10, 24);
const nextHours = { ...routeHours, version: 2 };

const DATABASE = freshNamespace();
let tables: TablePort;
let query: QueryPort;

beforeAll(() => {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  const login = { url, username, password, database: DATABASE };
  tables = connectTables({ ...login, container: spliceContainer });
  query = connectQueries(login);
});
afterAll(async () => {
  await tables.close();
  await query.close();
});

describe('summaries', () => {
  const row = (offset: number, day: number, changes: object = {}): PlacedData => ({
    partition: offset % 2,
    offset,
    data: {
      ...RouteHourSummarized.example,
      routeId: `r${offset % 2}`,
      hour: FROM + days(day),
      ...changes,
    },
  });

  beforeAll(async () => {
    await tables.prepare([routeHours, nextHours]);
    await putEvents(
      tables,
      routeHours,
      [0, 1, 2, 3].map((offset) => row(offset, offset)),
    );
    // Of the first day it has nothing, of the last one something else.
    await putEvents(tables, nextHours, [row(1, 1), row(2, 2), row(3, 3, { positions: 1 })]);
  });

  test('that differ are told by partition and day, with sums and keys', async () => {
    const found = await compareVersions(query, { projection: routeHours }, { projection: nextHours });
    expect(found).toMatchObject({ groups: 4, rows: { old: 4, new: 3 }, differingGroups: 2 });
    const [missing, other] = found.differing;
    expect(missing).toMatchObject({ partition: 0, day: '2016-11-24', old: { rows: 1 }, new: null });
    expect(missing?.keys).toEqual([expect.stringContaining("'r0'")]);
    expect(other).toMatchObject({
      partition: 1,
      day: '2016-11-27',
      old: { sums: { positions: String(RouteHourSummarized.example.positions) } },
      new: { sums: { positions: '1' } },
    });
  });

  test('are compared on the days that are asked for', async () => {
    const sides = [{ projection: routeHours }, { projection: nextHours }] as const;
    expect(await compareVersions(query, ...sides, { before: '2016-11-27' })).toMatchObject({
      groups: 3,
      differingGroups: 1,
    });
    const within = { before: '2016-11-27', leavesFirstOut: true };
    expect(await compareVersions(query, ...sides, within)).toMatchObject({ groups: 1, differing: [] });
  });

  test('are compared from the offsets where the later one began', async () => {
    const from = [2, 1];
    const found = await compareVersions(
      query,
      { projection: routeHours, from },
      { projection: nextHours, from },
    );
    expect(found).toMatchObject({ groups: 3, differingGroups: 1 });
    expect(found.differing[0]?.keys).toHaveLength(1);
  });
});

test('states, which have no time in their keys, are compared by partition', async () => {
  const next = { ...vehicleStatus, version: 2 };
  const row = { partition: 3, offset: 1, row: vehicleStatus.on.VehicleStatusChanged(statusOf('a')) };
  await tables.prepare([vehicleStatus, next]);
  await tables.insertRows(vehicleStatus, [row]);
  await tables.insertRows(next, [row]);
  const sides = [{ projection: vehicleStatus }, { projection: next }] as const;
  expect(await compareVersions(query, ...sides)).toMatchObject({ groups: 1, differing: [] });
  await tables.insertRows(next, [
    { partition: 3, offset: 2, row: vehicleStatus.on.VehicleStatusChanged(statusOf('b')) },
  ]);
  expect((await compareVersions(query, ...sides)).differing).toMatchObject([
    { partition: 3, day: null, keys: ["('b')"] },
  ]);
});

test('events, in which much may be null, are equal where they are', async () => {
  const codec = createLocalCodec({ events: [VehiclePositionReported] });
  const next = { ...vehiclePositions, version: 2 };
  const recordOf = (offset: number, vehicleId: string, receivedAt: number) => ({
    partition: 0,
    offset,
    value: codec.encode('VehiclePositionReported', {
      ...VehiclePositionReported.example,
      vehicleId,
      receivedAt,
      routeId: null,
    }),
  });
  await tables.prepare([vehiclePositions, next]);
  const now = Date.now();
  for (const each of [vehiclePositions, next])
    await tables.splice(each, codec.writerSchema(1), [recordOf(7, 'a', now)]);
  // Of an event whose days are over one may have dropped the row, and the other not yet.
  await tables.splice(next, codec.writerSchema(1), [recordOf(6, 'b', now - days(31))]);
  const found = await compareVersions(query, { projection: vehiclePositions }, { projection: next });
  expect(found).toMatchObject({ groups: 1, rows: { old: 1, new: 1 }, differing: [] });
});

const statusOf = (vehicleId: string) => ({ ...VehicleStatusChanged.example, vehicleId, previous: null });
