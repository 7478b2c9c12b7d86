import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { isWholeBody } from '../../platform/avro/whole-body.ts';
import { connectBackups } from '../../platform/clickhouse/backup-tables.ts';
import { compareVersions } from '../../platform/clickhouse/compare-versions.ts';
import { connectDerivations } from '../../platform/clickhouse/connect-derivations.ts';
import { connectInspection } from '../../platform/clickhouse/connect-inspection.ts';
import { connectQueries } from '../../platform/clickhouse/connect-queries.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import { tableDdl } from '../../platform/clickhouse/ddl.ts';
import { tableOf, type Projection } from '../../platform/core/define-projection.ts';
import type { DerivationPort } from '../../platform/core/derivation-port.ts';
import { days, hours, minutes } from '../../platform/core/durations.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import { BlockRefusedError, type TablePort } from '../../platform/core/table-port.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { createMemoryLog } from '../../platform/memory/memory-log.ts';
import { runBatch } from '../../platform/runtime/run-batch.ts';
import { runProjection } from '../../platform/runtime/run-projection.ts';
import { derivations, projections } from '../../projections/index.ts';
import { routeDaysFinal } from '../../projections/route-days-final.ts';
import { routeHours } from '../../projections/route-hours.ts';
import { vehicleChanges } from '../../projections/vehicle-changes.ts';
import { vehicleDays } from '../../projections/vehicle-days.ts';
import { vehicleDescriptions } from '../../projections/vehicle-descriptions.ts';
import { vehicleFaults } from '../../projections/vehicle-faults.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../projections/vehicle-status.ts';
import { reports } from '../../reports/index.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { RouteHourSummarized } from '../../schemas/events/route-hour-summarized.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { VehicleDaySummarized } from '../../schemas/events/vehicle-day-summarized.ts';
import { VehicleDescribed } from '../../schemas/events/vehicle-described.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';
import { checkpointAt, tableContract } from '../contract/table-port.ts';
import { exampleIn, uuidOf } from '../support/example-in.ts';
import { putEvents, type PlacedData } from '../support/put-events.ts';
import { codec } from '../support/said.ts';
import { startCluster, type Cluster } from '../support/start-cluster.ts';

type Row = Readonly<Record<string, unknown>>;

const SHARDS = [1, 2] as const;
type Shard = (typeof SHARDS)[number];
const PARTITIONS = 4;
const PATIENCE = { timeout: 60_000, interval: 100 };
const now = Date.now();
const nextHours = { ...routeHours, version: 2 };

let cluster: Cluster;
let clients: Readonly<Record<Shard, ClickHouseClient>>;
let tables: TablePort;
let derived: DerivationPort;

beforeAll(async () => {
  cluster = await startCluster('tacho', 'contract', 'worked');
  const log = { level: ClickHouseLogLevel.OFF };
  clients = { 1: createClient({ ...ownerAt(1), log }), 2: createClient({ ...ownerAt(2), log }) };
  tables = open('tacho');
  derived = connectDerivations({ ...loginAt(1), database: 'tacho', cluster: cluster.name });
  await tables.prepare(projections);
  await tables.show(projections);
  await derived.prepare(derivations);
});
afterAll(async () => {
  await derived.close();
  await tables.close();
  for (const shard of SHARDS) await clients[shard].close();
  await cluster.stop();
});

tableContract('ClickHouse on a cluster, read where they were not written,', () => {
  const contract = open('contract');
  return Promise.resolve({
    tables: contract,
    rows: (projection) =>
      query(2, `SELECT * FROM contract.${projection.name} ORDER BY ${projection.key.join()}`),
    close: () => contract.close(),
  });
});

test.each(projections.map((projection) => [projection.name, projection] as const))(
  'given rows of %s from all partitions, when they are written again through another node, then every node shows each once',
  async (_, projection) => {
    const again = open('tacho', 2);
    const events = Array.from({ length: PARTITIONS }, (_each, partition) =>
      exampleIn(projection, partition, now),
    );
    await putEvents(tables, projection, events);
    await putEvents(again, projection, events);
    await putEvents(tables, projection, events.slice(1, 3));
    await again.close();
    for (const shard of SHARDS) expect(await count(shard, projection.name)).toBe(PARTITIONS);
    const stored = (shard: Shard): Promise<readonly Row[]> =>
      query(shard, `SELECT DISTINCT _partition AS p FROM tacho.${tableOf(projection)}_local ORDER BY p`);
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
  await command(2, 'OPTIMIZE TABLE tacho.vehicle_positions_v1_local FINAL');
  expect(await query(1, "SELECT 1 FROM tacho.vehicle_positions_v1 WHERE vehicle_id = 'old'")).toEqual([]);
});

describe('a worker', () => {
  const names = namesIn('worked');
  const topic = names.topic('telemetry');
  const projection = vehicleFaults;
  const EACH = 50;

  test('given a worker, when a shard is killed and comes back, then all is there once and the checkpoints say so', async () => {
    const log = createMemoryLog();
    await log.admin.ensureTopics(
      [topic, names.dead(projection.name)].map((each) => ({
        ...{ topic: each, partitions: PARTITIONS },
        cleanup: 'delete',
      })),
    );
    const appender = await log.appender();
    const worked = open('worked');
    await worked.prepare([projection]);
    await worked.show([projection]);
    const world = { names, tick: TimePassed, log, appender, codec, tables: worked, isWholeBody };
    const append = (from: number): Promise<unknown> =>
      appender.append(
        Array.from({ length: EACH }, (_, index) => {
          const eventId = uuidOf(from + index);
          const data = { ...VehicleFaultReported.example, eventId, receivedAt: now };
          const value = codec.encode(VehicleFaultReported.name, data);
          return { topic, partition: index % PARTITIONS, key: 'v', value };
        }),
      );
    const running = runProjection({ projection, ...world, logger: silentLogger, metrics: noMetrics });
    const untilRows = (rows: number): Promise<void> =>
      vi.waitFor(async () => expect(await count(1, projection.name, 'worked')).toBe(rows), PATIENCE);

    await append(0);
    await untilRows(EACH);
    await cluster.kill(2);
    await append(EACH);
    await vi.waitFor(() => expect(running.health()).not.toBe('ok'), PATIENCE);
    await expect(count(1, projection.name, 'worked')).rejects.toThrow();
    await cluster.start(2);
    // The same reports again, as devices send them.
    await append(EACH);
    await vi.waitFor(async () => {
      const found = await worked.readCheckpoints(projection, topic);
      expect(found.reduce((sum, { counts }) => sum + counts.applied, 0)).toBe(3 * EACH);
    }, PATIENCE);
    await untilRows(2 * EACH);
    expect(await count(2, projection.name, 'worked')).toBe(2 * EACH);
    await vi.waitFor(() => expect(running.health()).toBe('ok'), PATIENCE);
    await running.close();
    await worked.close();
  });
});

describe('what one shard says of a block, asked of another', () => {
  const statusIn = (partition: number, vehicleId: string) => ({
    ...{ partition, offset: 900 },
    row: vehicleStatus.on.VehicleStatusChanged({ ...VehicleStatusChanged.example, vehicleId }),
  });
  const local = 'tacho.vehicle_status_v1_local';

  test('that its content is at fault is known', async () => {
    await command(2, `ALTER TABLE ${local} ADD CONSTRAINT known CHECK vehicle_id != 'unknown'`);
    await expect(tables.insertRows(vehicleStatus, [statusIn(1, 'unknown')])).rejects.toThrow(
      BlockRefusedError,
    );
    await tables.insertRows(vehicleStatus, [statusIn(0, 'unknown')]);
    await command(2, `ALTER TABLE ${local} DROP CONSTRAINT known`);
  });

  test('that it has too many parts is known', async () => {
    await command(2, `SYSTEM STOP MERGES ${local}`);
    await command(2, `ALTER TABLE ${local} MODIFY SETTING parts_to_throw_insert = 1`);
    const write = async (): Promise<void> => {
      for (let part = 0; part < 3; part += 1) await tables.insertRows(vehicleStatus, [statusIn(1, 'p')]);
    };
    await expect(write()).rejects.toMatchObject({ code: 'table-busy' });
    await command(2, `ALTER TABLE ${local} RESET SETTING parts_to_throw_insert`);
    await command(2, `SYSTEM START MERGES ${local}`);
  });
});

describe('a second version', () => {
  const TOPIC = 'tacho.route-hours';
  const reader = (shard: Shard) => connectQueries({ ...loginAt(shard), database: 'tacho' });

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
      const left = await query(
        shard,
        "SELECT name FROM system.tables WHERE database = 'tacho' AND name LIKE 'route_hours%' ORDER BY name",
      );
      expect(left.map(({ name }) => name)).toEqual(['route_hours', 'route_hours_v2', 'route_hours_v2_local']);
      expect(await count(shard, 'route_hours')).toBe(PARTITIONS);
    }
    expect(await tables.readCheckpoints(routeHours, TOPIC)).toEqual([]);
    expect(await tables.readCheckpoints(nextHours, TOPIC)).toHaveLength(2);
    expect(await tables.kept()).not.toContainEqual({ name: 'route_hours', version: 1 });
    await tables.prepare([routeHours]);
    expect(await count(2, 'route_hours_v1')).toBe(0);
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
        await query(
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
        await query(shard, "SELECT raised, vehicles FROM tacho.fault_days WHERE day = '2016-11-10'"),
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
        await query(shard, "SELECT positions, vehicles FROM tacho.route_days_final WHERE route_id = 'batch'"),
      ).toEqual([{ positions: PARTITIONS, vehicles: PARTITIONS }]);
    expect(await query(2, 'SELECT batch FROM tacho.batch_runs')).toEqual([{ batch: routeDaysFinal.name }]);
  });

  test('an analyst may read all of it from every node, and write nowhere', async () => {
    for (const shard of SHARDS) {
      const analyst = createClient({ url: urlOf(shard), ...cluster.analyst, log: { level: ClickHouseLogLevel.OFF } });
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
        const asked = connectQueries({ ...loginAt(shard), database: 'tacho' });
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
    connectInspection({ ...loginAt(shard), database: 'tacho', cluster: cluster.name });

  test('finds everything on every node as it is declared, and counts the rows of all shards', async () => {
    for (const shard of SHARDS) {
      const inspection = inspect(shard);
      const found = [
        ...(await inspection.tables(projections)),
        ...(await inspection.views(projections)),
        ...(await inspection.derived(derivations)),
      ];
      expect(found.filter(({ isThere, differences }) => !isThere || differences.length > 0)).toEqual([]);
      await command(1, 'OPTIMIZE TABLE tacho.trips_v1_local FINAL');
      await command(2, 'OPTIMIZE TABLE tacho.trips_v1_local FINAL');
      expect((await inspection.tables(projections)).find(({ table }) => table === 'trips_v1')?.rows).toBe(
        PARTITIONS,
      );
      expect((await inspection.sizes())('trips_v1')?.rows).toBe(PARTITIONS);
      expect((await inspection.sizes())('wings_v1')).toBeUndefined();
      expect((await inspection.shownVersions()).get('route_hours')).toBe(2);
      expect(await inspection.stored()).toContainEqual({ name: 'trips', version: 1 });
      expect(await inspection.checkpoints()).not.toEqual([]);
      await inspection.close();
    }
  });

  test('finds a column that only one of the tables of a cluster has lost', async () => {
    await command(1, 'ALTER TABLE tacho.trips_v1_local DROP COLUMN distance_mm');
    const inspection = inspect(1);
    const [, found] = await inspection.tables([
      projections.find(({ name }) => name === 'trips') as Projection,
    ]);
    expect(found?.differences).toEqual([expect.stringMatching(/distance_mm is missing/)]);
    await inspection.close();
  });

  test('finds replicated tables as they are declared', async () => {
    await command(1, 'CREATE DATABASE replicated');
    for (const projection of projections) {
      const [stored = ''] = tableDdl({ database: 'replicated', cluster: cluster.name }, projection);
      expect(stored).toContain('ENGINE = ReplicatedReplacingMergeTree(');
      // As the queue of statements does, which npm's ClickHouse has not.
      await command(1, stored.replace(` ON CLUSTER '${cluster.name}'`, ` UUID '${randomUUID()}'`));
    }
    const inspection = connectInspection({ ...ownerAt(1), database: 'replicated', cluster: cluster.name });
    const [, ...found] = await inspection.tables(projections);
    expect(found.filter(({ isThere, differences }) => !isThere || differences.length > 0)).toEqual([]);
    await inspection.close();
  });
});

test('ClickHouse reads the statements that docs/backup.md has for a cluster', async () => {
  const guide = await readFile(new URL('../../docs/backup.md', import.meta.url), 'utf8');
  const [, statements = ''] = /```sql\n([^`]+)```/.exec(guide) ?? [];
  for (const statement of statements.trim().split(/;\n?/).filter(Boolean))
    await command(1, `EXPLAIN AST ${statement}`);
});

test('given a cluster, when a backup is asked for, then it is refused rather than made of one shard', async () => {
  const backups = connectBackups({ ...loginAt(1), database: 'tacho', cluster: cluster.name });
  const refusal = { code: 'configuration-invalid' };
  await expect(backups.backup('monday', () => undefined)).rejects.toMatchObject(refusal);
  await expect(backups.restore('monday', () => undefined)).rejects.toMatchObject(refusal);
  await backups.close();
});

const urlOf = (shard: Shard): string => cluster.urls[shard - 1] ?? '';

const loginAt = (shard: Shard) => ({ url: urlOf(shard), ...cluster.worker });
const ownerAt = (shard: Shard) => ({ url: urlOf(shard), ...cluster.owner });

const open = (database: string, shard: Shard = 1): TablePort =>
  connectTables({ ...loginAt(shard), database, cluster: cluster.name, container: spliceContainer });

const said = (partition: number, offset: number, data: object): PlacedData => ({ partition, offset, data });

const command = (shard: Shard, sql: string): Promise<unknown> => clients[shard].command({ query: sql });

async function count(shard: Shard, name: string, database = 'tacho'): Promise<number> {
  const [row] = await query(shard, `SELECT count() AS n FROM ${database}.${name}`);
  return Number(row?.['n']);
}

async function query(shard: Shard, sql: string): Promise<readonly Row[]> {
  const answer = await clients[shard].query({
    query: sql,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return answer.json<Row>();
}
