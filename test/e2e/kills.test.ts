import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { balanceSheet } from '../../cli/balance/balance-sheet.ts';
import { readBalance } from '../../cli/balance/read-balance.ts';
import { waitUntilSettled } from '../../cli/wait-until-settled.ts';
import { workerNames } from '../../cli/workers/worker-process.ts';
import { minutes } from '../../platform/core/durations.ts';
import { serverNames } from '../../platform/embedded/stack.ts';
import { askReport } from '../support/ask-report.ts';
import { busReports } from '../support/bus-reports.ts';
import { expectedReports, type ExpectedReports } from '../support/expected-reports.ts';
import { runTacho } from '../support/run-tacho.ts';
import { streamTelemetry, type TelemetryStream } from '../support/telemetry-stream.ts';
import { letTimePass } from '../support/let-time-pass.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

const FLEET = { seed: 7, vehicles: 40, startAt: Date.UTC(2024, 1, 29, 22, 40) };
/** Reports between two blows. */
const SOME = 250;
const WELL_AGAIN = { timeout: 60_000, interval: 200 };

let installation: TestInstallation;
let stream: TelemetryStream;
let expected: ExpectedReports;

beforeAll(async () => {
  installation = await startTestInstallation();
  const token = await installation.keyFor('bus-*');
  stream = streamTelemetry(busReports(FLEET), { url: installation.running.ingestUrl, token });
  await stream.acknowledged(SOME);
});
afterAll(() => installation.stop());

test.each(workerNames)('%s is killed in mid-stream and started again', async (name) => {
  await installation.running.killWorker(name);
  await (name === 'ingest' ? stream.retried(5) : stream.acknowledged(SOME));
  await installation.running.startWorker(name);
  await goOn();
});

test.each(serverNames)('%s is killed in mid-stream and started again', async (name) => {
  const { stack } = installation.running;
  await stack.kill(name);
  await (name === 'kafka' ? stream.retried(5) : stream.acknowledged(SOME));
  await stack.restart(name);
  await goOn();
});

test('afterwards everything is read, folded and written', async () => {
  const { accepted, quarantined, rejected } = await stream.end();
  expect({ acknowledged: accepted + quarantined, rejected }).toEqual({
    acknowledged: stream.posted.length,
    rejected: 0,
  });
  expected = expectedReports(stream.posted, Date.now());
  expect(expected.accepted).toBeGreaterThan(4000);
  // A fault that is no longer reported is held for a minute before it is said to be cleared.
  await letTimePass(minutes(2), installation.connection);
  await waitUntilSettled(installation.connection, installation.query, () => undefined);
});

test.each([
  ['hour', 'routeHours'],
  ['day', 'routeDays'],
] as const)('the speeds by route and %s are those that were posted', async (grain, rows) => {
  const { rows: found } = await askReport(installation.running, 'route-speed', { grain });
  const wanted = expected[rows].map(({ period, ...row }) => ({ ...row, [grain]: period }));
  expect(found.map((row) => ({ ...row, [grain]: new Date(String(row[grain])).toISOString() }))).toEqual(
    wanted,
  );
});

test('the faults are those that were posted', async () => {
  await vi.waitFor(async () => {
    const { rows } = await askReport(installation.running, 'faults');
    expect(rows).toEqual(expected.faults);
  }, HELD_FAULTS);
});

test('every minute of a vehicle is there once and adds up', async () => {
  const found = await installation.query.runQuery({
    sql: `SELECT vehicle_id, route_id, minute, positions, speed_sum_umps, speed_max_umps FROM vehicle_minutes`,
    params: {},
  });
  const totals = new Map(
    found.map((row) => [
      `${row['vehicle_id']}|${row['route_id']}|${new Date(String(row['minute'])).toISOString()}`,
      [row['positions'], row['speed_sum_umps'], row['speed_max_umps']].map(Number),
    ]),
  );
  expect(found).toHaveLength(expected.vehicleMinutes.size);
  expect(totals).toEqual(expected.vehicleMinutes);
});

test('history holds every position once, and of two contents the first', async () => {
  const found = await installation.query.runQuery({
    sql: `SELECT vehicle_id, occurred_at, speed_mps, route_id FROM vehicle_positions`,
    params: {},
  });
  const rows = found.map((row) =>
    [
      row['vehicle_id'],
      new Date(String(row['occurred_at'])).toISOString(),
      row['speed_mps'],
      row['route_id'],
    ].join('|'),
  );
  const wanted = expected.positions.map(({ vehicleId, occurredAt, speedMps, routeId }) =>
    [vehicleId, occurredAt, speedMps, routeId ?? null].join('|'),
  );
  expect(rows.sort()).toEqual(wanted.sort());
});

test('quarantine holds what cannot be true, once', async () => {
  const found = await installation.query.runQuery({
    sql: `SELECT reason, count() AS reports FROM quarantined_reports GROUP BY reason`,
    params: {},
  });
  expect(Object.fromEntries(found.map((row) => [row['reason'], Number(row['reports'])]))).toEqual(
    expected.quarantined,
  );
});

test('the balance is closed', async () => {
  const facts = await readBalance(installation.connection, installation.query);
  const sheet = balanceSheet(facts);
  expect(sheet.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(sheet).toMatchObject({ accepted: expected.accepted, late: 0, dead: 0, balanced: true });
  const { exitCode, stdout } = await runTacho(['balance', '--json', '--data-dir', installation.dataDir]);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: expected.accepted, balanced: true });
  expect(exitCode).toBe(0);
});

const HELD_FAULTS = { timeout: 120_000, interval: 200 };

/** The stream goes on, and everybody gets well, before the next blow. */
async function goOn(): Promise<void> {
  await stream.acknowledged(SOME);
  await vi.waitFor(async () => {
    expect(await installation.ailing()).toEqual({});
  }, WELL_AGAIN);
}
