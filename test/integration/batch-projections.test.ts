import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { connectDerivations } from '../../platform/clickhouse/connect-derivations.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import type { DerivationPort } from '../../platform/core/derivation-port.ts';
import { days, hours, minutes } from '../../platform/core/durations.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { runBatch } from '../../platform/runtime/run-batch.ts';
import { speedBinOf } from '../../processors/speed-histogram.ts';
import { speedUmpsOf } from '../../processors/speed-umps.ts';
import { routeDaysFinal as batch } from '../../projections/route-days-final.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { SPEED_EDGES_MPS } from '../../schemas/speed-histogram.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';

type Row = Readonly<Record<string, unknown>>;
interface Report {
  readonly vehicleId: string;
  readonly routeId: string | null;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly speedMps: number;
}

const now = Date.now();
const codec = createLocalCodec({ events: [VehiclePositionReported] });
const signal = new AbortController().signal;
const DATABASE = freshNamespace();
let client: ClickHouseClient;
let tables: TablePort;
let derived: DerivationPort;
let offset = 0;
let time = now - hours(1);
/** What goes by before each run. */
const PASS_MS = hours(2);

beforeAll(async () => {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  const connection = { url, username, password, database: DATABASE };
  client = createClient({ url, username, password });
  tables = connectTables({ ...connection, container: spliceContainer });
  derived = connectDerivations(connection);
  await tables.prepare([vehiclePositions]);
  await tables.show([vehiclePositions]);
  await derived.prepare([batch]);
});
afterAll(async () => {
  await derived.close();
  await tables.close();
  await client.close();
});

test('given a history without a checkpoint, when the batch runs, then it waits for one', async () => {
  expect(await derived.standing(batch)).toEqual({ since: null, until: null });
  expect(await runBatch(batch, derived, signal)).toEqual({ days: 0 });
});

test('given reports of a day that is over, when the batch runs, then the day is what the reports add up to', async () => {
  const day = Date.UTC(2016, 10, 25);
  const reports = [0.1234565, 0.4999996, 1.9, 7.15264, 33, 44.99].map((speedMps, index) => ({
    ...report(`bus-${index % 3}`, day + minutes(index), speedMps),
    routeId: index === 5 ? null : '7',
  }));
  await history(...reports);
  await history(...reports.slice(0, 2));
  expect(await run()).toEqual({ days: 1 });
  expect(await finals(day)).toEqual([
    totals('', day, reports.slice(5)),
    totals('7', day, reports.slice(0, 5)),
  ]);
});

test('given a report that comes much too late, when the batch runs again, then it is in its day, and nothing is in it twice', async () => {
  const day = Date.UTC(2016, 10, 24);
  const early = [report('a', day, 3), report('b', day + minutes(1), 5)];
  await history(...early);
  expect(await run()).toEqual({ days: 1 });
  const late = report('late', day + hours(3), 20);
  await history(late);
  expect(await run()).toEqual({ days: 1 });
  expect(await finals(day)).toEqual([totals('7', day, [...early, late])]);
});

test('given nothing new, when the batch runs again and again, then all stays as it was', async () => {
  const before = await rows(`SELECT * FROM ${DATABASE}.route_days_final ORDER BY ALL`);
  expect(await run()).toEqual({ days: 0 });
  expect(await run()).toEqual({ days: 0 });
  expect(await rows(`SELECT * FROM ${DATABASE}.route_days_final ORDER BY ALL`)).toEqual(before);
});

test('given a run that was ended in the middle, when the next one comes, then it does the days that are missing', async () => {
  const first = Date.UTC(2016, 9, 1);
  const second = Date.UTC(2016, 9, 2);
  await history(report('a', first, 3), report('a', second, 4));
  const stopping = new AbortController();
  const dying: DerivationPort = {
    ...derived,
    async reckonDay(...day) {
      await derived.reckonDay(...day);
      stopping.abort(new Error('killed'));
    },
  };
  await pass();
  await expect(runBatch(batch, dying, stopping.signal)).rejects.toThrow('killed');
  expect(await finals(second)).toEqual([]);
  expect(await run()).toEqual({ days: 2 });
  expect(await finals(first)).toHaveLength(1);
  expect(await finals(second)).toHaveLength(1);
});

test('given a day that goes on, when the batch runs, then it is left until it is over', async () => {
  const today = Math.floor((time + PASS_MS) / days(1)) * days(1);
  await history(report('a', today, 3));
  await run();
  expect(await finals(today)).toEqual([]);
  time = today + days(1) + minutes(1);
  await run();
  expect(await finals(today)).toHaveLength(1);
});

test('given a run that writes after a later one, when the day is read, then the later one holds', async () => {
  const day = Date.UTC(2016, 8, 1);
  await history(report('a', day, 3));
  await run();
  const whole = await finals(day);
  await history({ ...report('b', day + 1000, 3) });
  await derived.reckonDay(batch, day, time - days(1));
  expect(await finals(day)).toEqual(whole);
});

test('given a day of which history will soon forget reports, when one comes late, then the day stays as it was', async () => {
  const day = Date.UTC(2016, 7, 1);
  await run();
  await history({ ...report('a', day, 3), receivedAt: now - days(29) - hours(1) });
  await history(report('b', day + 1000, 3));
  expect(await run()).toEqual({ days: 0 });
  expect(await finals(day)).toEqual([]);
});

test('given a table with other columns than its declaration, when it is prepared, then that is told', async () => {
  await expect(derived.prepare([{ ...batch, key: ['day', 'route_id'] }])).rejects.toMatchObject({
    code: 'table-differs',
  });
});

const report = (vehicleId: string, occurredAt: number, speedMps: number): Report => ({
  vehicleId,
  routeId: '7',
  occurredAt,
  speedMps,
  receivedAt: time + minutes(1),
});

/** Brings reports into history. */
const history = (...reports: readonly Report[]): Promise<void> =>
  tables.splice(
    vehiclePositions,
    codec.writerSchema(1),
    reports.map((each) => ({
      partition: 0,
      offset: (offset += 1),
      value: codec.encode(VehiclePositionReported.name, { ...VehiclePositionReported.example, ...each }),
    })),
  );

/** Lets two hours pass in the log: more than reports may be out of order. */
async function pass(): Promise<void> {
  time += PASS_MS;
  await tables.saveCheckpoints([
    {
      ...{ projection: vehiclePositions.name, version: 1, topic: 'tacho.telemetry', partition: 0, epoch: 1 },
      next: Math.floor(time / 1000),
      counts: { read: 0, applied: 0, ignored: 0, dead: 0 },
      ...{ newestAt: time, time, includes: [], ticks: {}, outstanding: [] },
    },
  ]);
}

async function run() {
  await pass();
  return runBatch(batch, derived, signal);
}

const finals = (day: number): Promise<readonly Row[]> =>
  rows(
    `SELECT * EXCEPT (received_from, received_to) FROM ${DATABASE}.route_days_final WHERE day = toDateTime(${day / 1000}, 'UTC') ORDER BY route_id`,
  );

/** What the folds would say of these reports. */
function totals(routeId: string, day: number, reports: readonly Report[]): Row {
  const speeds = reports.map(speedUmpsOf);
  return {
    route_id: routeId,
    day: new Date(day).toISOString().slice(0, 19).replace('T', ' '),
    positions: reports.length,
    speed_sum_umps: speeds.reduce((sum, speed) => sum + speed, 0),
    speed_max_umps: Math.max(...speeds),
    speed_histogram: SPEED_EDGES_MPS.map(
      (_, bin) => speeds.filter((speed) => speedBinOf(speed) === bin).length,
    ),
    vehicles: new Set(reports.map(({ vehicleId }) => vehicleId)).size,
  };
}

async function rows(query: string): Promise<readonly Row[]> {
  const clickhouse_settings = { output_format_json_quote_64bit_integers: 0 } as const;
  return (await client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json<Row>();
}
