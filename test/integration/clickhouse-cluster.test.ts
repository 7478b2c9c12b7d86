import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareVersions } from '../../platform/clickhouse/compare-versions.ts';
import { connectDerivations } from '../../platform/clickhouse/connect-derivations.ts';
import { connectInspection } from '../../platform/clickhouse/connect-inspection.ts';
import { connectQueries } from '../../platform/clickhouse/connect-queries.ts';
import { tableOf } from '../../platform/core/define-projection.ts';
import type { DerivationPort } from '../../platform/core/derivation-port.ts';
import { days, hours, minutes } from '../../platform/core/durations.ts';
import { BlockRefusedError, type TablePort } from '../../platform/core/table-port.ts';
import { runBatch } from '../../platform/runtime/run-batch.ts';
import { derivations, projections } from '../../projections/index.ts';
import { routeDaysFinal } from '../../projections/route-days-final.ts';
import { routeHours } from '../../projections/route-hours.ts';
import { trips } from '../../projections/trips.ts';
import { vehicleChanges } from '../../projections/vehicle-changes.ts';
import { vehicleDays } from '../../projections/vehicle-days.ts';
import { vehicleDescriptions } from '../../projections/vehicle-descriptions.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../projections/vehicle-status.ts';
import { reports } from '../../reports/index.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { RouteHourSummarized } from '../../schemas/events/route-hour-summarized.ts';
import { VehicleDaySummarized } from '../../schemas/events/vehicle-day-summarized.ts';
import { VehicleDescribed } from '../../schemas/events/vehicle-described.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';
import { checkpointAt, tableContract } from '../contract/table-port.ts';
import {
  openClusterArena,
  SHARDS,
  type ClusterArena,
  type ClickHouseRow,
  type Shard,
} from '../support/cluster-arena.ts';
import { exampleIn, uuidOf } from '../support/example-in.ts';
import { putEvents, type PlacedData } from '../support/put-events.ts';

const PARTITIONS = 4;
const now = Date.now();
const nextHours = { ...routeHours, version: 2 };

let arena: ClusterArena;
let tables: TablePort;
let derived: DerivationPort;

beforeAll(async () => {
  arena = await openClusterArena('tacho', 'contract');
  tables = arena.open('tacho');
  derived = connectDerivations({ ...arena.loginAt(1), database: 'tacho', cluster: arena.cluster.name });
  await tables.prepare(projections);
  await tables.show(projections);
  await derived.prepare(derivations);
});
afterAll(async () => {
  await derived.close();
  await tables.close();
  await arena.stop();
});

tableContract('ClickHouse on a cluster, read where they were not written,', () => {
  const contract = arena.open('contract');
  return Promise.resolve({
    tables: contract,
    rows: (projection) =>
      arena.query(2, `SELECT * FROM contract.${projection.name} ORDER BY ${projection.key.join()}`),
    close: () => contract.close(),
  });
});

test.each(projections.map((projection) => [projection.name, projection] as const))(
  'given rows of %s from all partitions, when they are written again through another node, then every node shows each once',
  async (_, projection) => {
    const again = arena.open('tacho', 2);
    const events = Array.from({ length: PARTITIONS }, (_each, partition) =>
      exampleIn(projection, partition, now),
    );
    await putEvents(tables, projection, events);
    await putEvents(again, projection, events);
    await putEvents(tables, projection, events.slice(1, 3));
    await again.close();
    for (const shard of SHARDS) expect(await arena.count(shard, projection.name)).toBe(PARTITIONS);
    const stored = (shard: Shard): Promise<readonly ClickHouseRow[]> =>
      arena.query(
        shard,
        `SELECT DISTINCT _partition AS p FROM tacho.${tableOf(projection)}_local ORDER BY p`,
      );
    expect([await stored(1), await stored(2)]).toEqual([
      [{ p: 0 }, { p: 2 }],
      [{ p: 1 }, { p: 3 }],
    ]);
  },
);

test('given a report that was received too long ago, when its shard merges, then it is dropped there', async () => {
  const { data } = exampleIn(vehiclePositions, 1, now);
  const old = { ...data, eventId: uuidOf(800), vehicleId: 'old', receivedAt: now - days(32) - hours(1) };
  await putEvents(tables, vehiclePositions, [said(1, 80, old)]);
  await arena.command(2, 'OPTIMIZE TABLE tacho.vehicle_positions_v1_local FINAL');
  expect(await arena.query(1, "SELECT 1 FROM tacho.vehicle_positions_v1 WHERE vehicle_id = 'old'")).toEqual(
    [],
  );
});

describe('what one shard says of a block, asked of another', () => {
  const statusIn = (partition: number, vehicleId: string) => ({
    ...{ partition, offset: 900 },
    row: vehicleStatus.on.VehicleStatusChanged({ ...VehicleStatusChanged.example, vehicleId }),
  });
  const local = 'tacho.vehicle_status_v1_local';

  test('that its content is at fault is known', async () => {
    await arena.command(2, `ALTER TABLE ${local} ADD CONSTRAINT known CHECK vehicle_id != 'unknown'`);
    await expect(tables.insertRows(vehicleStatus, [statusIn(1, 'unknown')])).rejects.toThrow(
      BlockRefusedError,
    );
    await tables.insertRows(vehicleStatus, [statusIn(0, 'unknown')]);
    await arena.command(2, `ALTER TABLE ${local} DROP CONSTRAINT known`);
  });

  test('that it has too many parts is known', async () => {
    await arena.command(2, `SYSTEM STOP MERGES ${local}`);
    await arena.command(2, `ALTER TABLE ${local} MODIFY SETTING parts_to_throw_insert = 1`);
    const write = async (): Promise<void> => {
      for (let part = 0; part < 3; part += 1) await tables.insertRows(vehicleStatus, [statusIn(1, 'p')]);
    };
    await expect(write()).rejects.toMatchObject({ code: 'table-busy' });
    await arena.command(2, `ALTER TABLE ${local} RESET SETTING parts_to_throw_insert`);
    await arena.command(2, `SYSTEM START MERGES ${local}`);
  });
});

describe('a second version', () => {
  const TOPIC = 'tacho.route-hours';
  const reader = (shard: Shard) => connectQueries({ ...arena.loginAt(shard), database: 'tacho' });

  test('given versions with the same rows, when they are compared, then they are equal, and a difference is found in its shard', async () => {
    await tables.prepare([nextHours]);
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      await putEvents(tables, nextHours, [exampleIn(nextHours, partition, now)]);
    const asked = reader(2);
    const sides = [{ projection: routeHours }, { projection: nextHours }] as const;
    expect(await compareVersions(asked, ...sides)).toMatchObject({
      rows: { old: PARTITIONS, new: PARTITIONS },
      differing: [],
    });
    const { data, ...place } = exampleIn(nextHours, 3, now);
    await putEvents(tables, nextHours, [{ ...place, offset: 99, data: { ...data, positions: 7 } }]);
    const found = await compareVersions(asked, ...sides);
    expect(found.differing).toMatchObject([{ partition: 3, new: { sums: { positions: '7' } } }]);
    expect(found.differing[0]?.keys).toHaveLength(1);
    await asked.close();
  });

  test('given readers on every node, when it is promoted, then none of them sees an error, and then all see it and its checkpoints', async () => {
    for (const version of [1, 2])
      await tables.saveCheckpoints(
        [0, 1].map((partition) => ({
          ...checkpointAt(TOPIC, partition, 1, 10 * version),
          ...{ projection: routeHours.name, version },
        })),
      );
    const readers = SHARDS.map(reader);
    const checkpoints = (): Promise<unknown[]> =>
      Promise.all(
        readers.map(async (each) =>
          (await each.checkpoints([routeHours.name])).map(({ version, partition, next }) => [
            ...[version, partition, next],
          ]),
        ),
      );
    const of = (version: number): unknown => [0, 1].map((partition) => [version, partition, 10 * version]);
    expect(await checkpoints()).toEqual([of(1), of(1)]);
    let isOver = false;
    const reading = readers.map(async (each) => {
      const seen = new Set<unknown>();
      while (!isOver) {
        const sql = `SELECT positions FROM ${routeHours.name} WHERE route_id = 'p3'`;
        for (const { positions } of await each.runQuery({ sql, params: {} })) seen.add(positions);
      }
      return seen.has(RouteHourSummarized.example.positions) || seen.has(7);
    });
    await tables.show([nextHours]);
    await tables.show([routeHours]);
    await tables.show([nextHours]);
    isOver = true;
    expect(await Promise.all(reading)).toEqual([true, true]);
    expect(await checkpoints()).toEqual([of(2), of(2)]);
    for (const each of readers) await each.close();
  });

  test('given that it is shown, when the old one is dropped, then it is gone from every node, with its checkpoints', async () => {
    await tables.drop(routeHours);
    for (const shard of SHARDS) {
      const left = await arena.query(
        shard,
        "SELECT name FROM system.tables WHERE database = 'tacho' AND name LIKE 'route_hours%' ORDER BY name",
      );
      expect(left.map(({ name }) => name)).toEqual(['route_hours', 'route_hours_v2', 'route_hours_v2_local']);
      expect(await arena.count(shard, 'route_hours')).toBe(PARTITIONS);
    }
    expect(await tables.readCheckpoints(routeHours, TOPIC)).toEqual([]);
    expect(await tables.readCheckpoints(nextHours, TOPIC)).toHaveLength(2);
    expect(await tables.kept()).not.toContainEqual({ name: 'route_hours', version: 1 });
    await tables.prepare([routeHours]);
    expect(await arena.count(2, 'route_hours_v1')).toBe(0);
  });
});

describe('what is derived', () => {
  const november = Date.UTC(2016, 10, 10);

  test('given a vehicle whose day and whose description are in different shards, when months are asked for, then every node joins them', async () => {
    await putEvents(tables, vehicleDescriptions, [
      said(1, 50, {
        ...VehicleDescribed.example,
        ...{ vehicleId: 'bus', operatorId: 'blue', validFrom: november - days(30), receivedAt: now },
      }),
    ]);
    await putEvents(tables, vehicleDays, [
      said(2, 51, { ...VehicleDaySummarized.example, vehicleId: 'bus', day: november, firstAt: november }),
    ]);
    await derived.refresh(derivations);
    for (const shard of SHARDS)
      expect(
        await arena.query(
          shard,
          "SELECT month, vehicles, positions FROM tacho.operator_months WHERE operator_id = 'blue'",
        ),
      ).toEqual([{ month: '2016-11-01', vehicles: 1, positions: VehicleDaySummarized.example.positions }]);
  });

  test('given faults of both shards, when they are asked for by code, then every node counts them all', async () => {
    for (const partition of [0, 1]) {
      const of = { eventId: uuidOf(partition + 700), vehicleId: `f${partition}`, raisedAt: november };
      const row = vehicleChanges.on.FaultRaised({ ...FaultRaised.example, ...of, occurredAt: november });
      await tables.insertRows(vehicleChanges, [{ partition, offset: 70, row }]);
    }
    for (const shard of SHARDS)
      expect(
        await arena.query(shard, "SELECT raised, vehicles FROM tacho.fault_days WHERE day = '2016-11-10'"),
      ).toEqual([{ raised: 2, vehicles: 2 }]);
  });

  test('given reports of one day in all shards, when the batch runs twice, then every node shows the day once and whole', async () => {
    const day = Date.UTC(2016, 8, 1);
    const received = now - hours(2);
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      await putEvents(tables, vehiclePositions, [
        said(partition, 60 + partition, {
          ...VehiclePositionReported.example,
          ...{ eventId: uuidOf(partition + 600), vehicleId: `b${partition}`, routeId: 'batch' },
          ...{ occurredAt: day + minutes(partition), receivedAt: received },
        }),
      ]);
    for (const time of [received + hours(1), received + hours(1.5)]) {
      await tables.saveCheckpoints(
        [0, 1].map((partition) => ({
          ...checkpointAt('tacho.telemetry', partition, 1, time),
          ...{ projection: vehiclePositions.name, time },
        })),
      );
      await runBatch(routeDaysFinal, derived, new AbortController().signal);
    }
    for (const shard of SHARDS)
      expect(
        await arena.query(
          shard,
          "SELECT positions, vehicles FROM tacho.route_days_final WHERE route_id = 'batch'",
        ),
      ).toEqual([{ positions: PARTITIONS, vehicles: PARTITIONS }]);
    expect(await arena.query(2, 'SELECT batch FROM tacho.batch_runs')).toEqual([
      { batch: routeDaysFinal.name },
    ]);
  });

  test('an analyst may read all of it from every node, and write nowhere', async () => {
    for (const shard of SHARDS) {
      const analyst = createClient({
        ...arena.loginAt(shard),
        ...arena.cluster.analyst,
        log: { level: ClickHouseLogLevel.OFF },
      });
      for (const { name } of [...projections, ...derivations])
        await (await analyst.query({ query: `SELECT count() FROM tacho.${name}` })).text();
      await expect(
        analyst.command({ query: 'TRUNCATE TABLE tacho.vehicle_status_v1_local' }),
      ).rejects.toThrow();
      await analyst.close();
    }
  });

  test.each(reports.map((report) => [report.name, report] as const))(
    'the report %s says the same on every node',
    async (_, report) => {
      const answers = [];
      for (const shard of SHARDS) {
        const asked = connectQueries({ ...arena.loginAt(shard), database: 'tacho' });
        answers.push(await asked.runQuery(report.render({ grain: 'day', limit: 100 } as never)));
        await asked.close();
      }
      expect(answers[0]).not.toEqual([]);
      expect(answers[0]).toEqual(answers[1]);
    },
  );
});

describe('the doctor', () => {
  const inspect = (shard: Shard) =>
    connectInspection({ ...arena.loginAt(shard), database: 'tacho', cluster: arena.cluster.name });

  test('finds everything on every node as it is declared, and counts the rows of all shards', async () => {
    for (const shard of SHARDS) {
      const inspection = inspect(shard);
      const found = [
        ...(await inspection.tables(projections)),
        ...(await inspection.views(projections)),
        ...(await inspection.derived(derivations)),
      ];
      expect(found.filter(({ isThere, differences }) => !isThere || differences.length > 0)).toEqual([]);
      await arena.command(1, 'OPTIMIZE TABLE tacho.trips_v1_local FINAL');
      await arena.command(2, 'OPTIMIZE TABLE tacho.trips_v1_local FINAL');
      expect((await inspection.sizes())('trips_v1')?.rows).toBe(PARTITIONS);
      expect((await inspection.sizes())('wings_v1')).toBeUndefined();
      expect((await inspection.shownVersions()).get('route_hours')).toBe(2);
      expect(await inspection.stored()).toContainEqual({ name: 'trips', version: 1 });
      expect(await inspection.checkpoints()).not.toEqual([]);
      await inspection.close();
    }
  });

  test('finds a column that only one of the tables of a cluster has lost', async () => {
    await arena.command(1, 'ALTER TABLE tacho.trips_v1_local DROP COLUMN distance_mm');
    const inspection = inspect(1);
    const [, found] = await inspection.tables([trips]);
    expect(found?.differences).toEqual([expect.stringMatching(/distance_mm is missing/)]);
    await inspection.close();
  });
});

const said = (partition: number, offset: number, data: object): PlacedData => ({ partition, offset, data });
