import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { behindOf } from '../../cli/balance/reading-place-of.ts';
import { endsOf, readProjections } from '../../cli/balance/read-balance.ts';
import type { PositionReport, TelemetryReport } from '../../cli/sources/telemetry-report.ts';
import { workersOf } from '../../cli/workers/worker-process.ts';
import { healthPortName } from '../../cli/workers/health-port-name.ts';
import type { Row } from '../../platform/core/query-port.ts';
import { textOf } from '../architecture/project-files.ts';
import { askReport } from '../support/ask-report.ts';
import { expectedReports } from '../support/expected-reports.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, startTacho, type TachoResult } from '../support/run-tacho.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

const SOON = { timeout: 30_000, interval: 200 };
const CLOSED = { timeout: 90_000, interval: 300 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let installation: TestInstallation;

beforeAll(async () => {
  installation = await startTestInstallation();
});
afterAll(() => installation.stop());

test('a device is let in, speaks for its own vehicle only, and is shut out again', async () => {
  const added = await tacho('device', 'add', 'guest', '--id', 'guest-1', '--label', 'a guest', '--json');
  const { key } = JSON.parse(added.stdout) as { readonly key: string };
  expect(await post(position('guest'), null)).toMatchObject({ status: 401 });
  expect(await post(position('guest'), `${key}x`)).toMatchObject({ status: 401 });
  expect(await post(position('someone-else'), key)).toMatchObject({ status: 403 });
  expect(await post(position('guest'), key)).toMatchObject({ status: 202, body: { accepted: 1 } });
  expect(JSON.parse((await tacho('device', 'list', '--json')).stdout)).toContainEqual({
    deviceId: 'guest-1',
    label: 'a guest',
    vehicles: ['guest'],
    revoked: false,
  });
  await tacho('device', 'revoke', 'guest-1');
  await vi.waitFor(async () => {
    expect(await post(position('guest'), key)).toMatchObject({ status: 401 });
  }, SOON);
  expect((await tacho('device', 'list')).stdout).toMatch(/guest-1 .*revoked/);
});

test('the current minute and hour show running values', async () => {
  const key = await installation.keyFor('running');
  const report = position('running', { routeId: 'current', speedMps: 12.5 });
  await post(report, key);
  await vi.waitFor(async () => {
    expect(await minutesOf('running')).toEqual([
      expect.objectContaining({ positions: 1, closed: false, minute: startOf(report, MINUTE_MS) }),
    ]);
    const { rows } = await askReport(installation.running, 'route-speed', { route: 'current' });
    expect(rows).toEqual([
      expect.objectContaining({ positions: 1, meanSpeedMps: 12.5, hour: startOf(report, HOUR_MS) }),
    ]);
  }, SOON);
});

test('a report that is asked with the position of a POST includes what was posted', async () => {
  const key = await installation.keyFor('token');
  const fault: TelemetryReport = {
    type: 'VehicleFaultReported',
    vehicleId: 'token',
    occurredAt: new Date().toISOString(),
    code: 'P-TOKEN',
    severity: 'warning',
    active: true,
  };
  for (let count = 1; count <= 3; count += 1) {
    const { body } = await post([position('token', { routeId: 'token', sequence: count }), fault], key);
    const token = { position: body['position'] ?? '', wait: '30' };
    const speeds = await askReport(installation.running, 'route-speed', { route: 'token', ...token });
    expect(speeds.standing.includesPosition).toBe(true);
    expect(speeds.rows.reduce((sum, { positions }) => sum + Number(positions), 0)).toBe(count);
    const faults = await askReport(installation.running, 'faults', { vehicle: 'token', ...token });
    expect(faults.standing.includesPosition).toBe(true);
    expect(faults.rows).toEqual([expect.objectContaining({ code: 'P-TOKEN', raised: 1, active: 1 })]);
  }
});

test('of two reports of one identity the first wins, in history and in summaries', async () => {
  const key = await installation.keyFor('twice');
  const first = position('twice', { routeId: 'first', speedMps: 10, eventId: 'one' });
  await post(first, key);
  await post({ ...first, routeId: 'second', speedMps: 20 }, key);
  const { body } = await post(
    [
      { ...first, speedMps: 30 },
      { ...first, routeId: 'third' },
    ],
    key,
  );
  await askReport(installation.running, 'route-speed', { position: body['position'] ?? '', wait: '30' });
  await untilHistoryHasAll();
  expect(await ask("SELECT speed_mps, route_id FROM vehicle_positions WHERE vehicle_id = 'twice'")).toEqual([
    { speed_mps: 10, route_id: 'first' },
  ]);
  expect(await minutesOf('twice')).toEqual([
    expect.objectContaining({ positions: 1, route_id: 'first', max_speed_mps: 10 }),
  ]);
  const { rows } = await askReport(installation.running, 'route-speed');
  expect(rows.filter(({ routeId }) => routeId === 'second' || routeId === 'third')).toEqual([]);
});

test('a ten-year-old recording beside live traffic gives right totals of both, and windows of both close', async () => {
  const key = await installation.keyFor('live-*');
  const old = recording();
  const file = join(installation.dataDir, 'old.csv');
  await writeFile(file, asCsv(old));
  const importing = startTacho(['import', file, '--json', '--data-dir', installation.dataDir]);
  const live: PositionReport[] = [];
  let imported = false;
  void importing.ended.then(() => (imported = true));
  const isOver = (): boolean => imported;
  for (let sequence = 0; !isOver() || sequence < 20; sequence += 1) {
    // A minute and a half on their way, so that the test need not wait for the minutes to pass.
    const occurredAt = new Date(Date.now() - 95_000).toISOString();
    const reports = [1, 2, 3].map((bus) =>
      position(`live-${bus}`, { occurredAt, sequence, routeId: 'shared', speedMps: (sequence * bus) % 30 }),
    );
    live.push(...reports);
    expect(await post(reports, key)).toMatchObject({ status: 202, body: { accepted: 3 } });
  }
  const { exitCode, stdout } = await importing.ended;
  expect({ exitCode, totals: JSON.parse(stdout) as unknown }).toMatchObject({
    exitCode: 0,
    totals: { rows: old.length, accepted: old.length },
  });
  const expected = expectedReports([...old, ...live], Date.now());
  await vi.waitFor(async () => {
    const { rows } = await askReport(installation.running, 'route-speed', { route: 'shared' });
    expect(rows.map(({ hour, ...row }) => ({ ...row, period: String(hour) }))).toEqual(
      expected.routeHours.map((row) => ({ ...row, period: row.period.replace('.000Z', 'Z') })),
    );
    const found = await ask(
      "SELECT vehicle_id, positions, closed FROM vehicle_minutes WHERE route_id = 'shared'",
    );
    expect(found).toHaveLength(expected.vehicleMinutes.size);
    expect(found.filter(({ closed }) => closed !== true)).toEqual([]);
    const hours = await ask(
      "SELECT closed FROM route_hours WHERE route_id = 'shared' AND hour < '2017-01-01'",
    );
    expect(new Set(hours.map(({ closed }) => closed))).toEqual(new Set([true]));
  }, CLOSED);
  const [standing] = (await askReport(installation.running, 'route-speed')).standing.projections;
  expect(standing).toMatchObject({ late: 0, dead: 0 });
});

test('an analyst may ask the views and can neither write nor reach outside', async () => {
  const { stack } = installation.running;
  const password = (await readFile(stack.analyst?.passwordFile ?? '', 'utf8')).trim();
  const query = async (sql: string, secret = password): Promise<string> => {
    const response = await fetch(`${stack.endpoints.clickhouseUrl}/?database=tacho`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': 'analyst', 'X-ClickHouse-Key': secret },
      body: sql,
    });
    const text = await response.text();
    return response.ok ? text.trim() : `refused ${/Code: (\d+)/.exec(text)?.[1] ?? text}`;
  };
  expect(Number(await query('SELECT count() FROM vehicle_positions'))).toBeGreaterThan(0);
  expect(await query('SELECT max(positions) > 0 FROM route_hours')).toBe('1');
  expect(
    await query("SELECT comment FROM system.columns WHERE table = 'route_hours' AND name = 'hour'"),
  ).not.toBe('');
  expect(await query('SELECT 1', 'wrong')).toBe('refused 516');
  for (const refused of [
    'INSERT INTO vehicle_status_v1 (vehicle_id) VALUES (1)',
    'ALTER TABLE route_hours_v1 DELETE WHERE 1',
    'CREATE TABLE mine (a Int8) ENGINE = Memory',
    'DROP VIEW route_hours',
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  ])
    expect(await query(refused), refused).toMatch(/^refused (164|497)$/);
});

test('status says how everything is, and where the password of the analyst is', async () => {
  const { stdout } = await tacho('status');
  for (const reader of ['vehicles', 'routes', 'vehicle_positions', 'route_hours'])
    expect(stdout).toMatch(new RegExp(`^${reader} +tacho\\.[a-z-]+ +\\d+ +\\d+ `, 'm'));
  expect(stdout).toContain(installation.running.stack.analyst?.passwordFile ?? 'none');
  expect(stdout).toContain(installation.running.ingestUrl);
  const status = JSON.parse((await tacho('status', '--json')).stdout) as Record<
    string,
    Record<string, string>
  >;
  const states = [...Object.values(status['servers'] ?? {}), ...Object.values(status['workers'] ?? {})];
  expect(states.filter((state) => !state.startsWith('ok'))).toEqual([]);
});

test('every worker runs on the pinned Node', async () => {
  const major = (await textOf('.nvmrc')).trim();
  const { settings } = installation.running;
  const workers = workersOf(settings);
  expect(workers.length).toBeGreaterThan(0);
  for (const name of workers) {
    const response = await fetch(`http://127.0.0.1:${settings[healthPortName(name)] ?? ''}/metrics`);
    const [, found] = /^tacho_nodejs_version_info\{.*\bmajor="(\d+)"/m.exec(await response.text()) ?? [];
    expect(found, name).toBe(major);
  }
});

test('the balance adds up while windows are open, too', async () => {
  expect((await tacho('balance')).stdout).toContain('The balance adds up.');
});

/** Waits until all that stands in the log now is in history. */
async function untilHistoryHasAll(): Promise<void> {
  const { connection, query } = installation;
  const ends = await endsOf(connection, 'telemetry');
  await vi.waitFor(async () => {
    const history = (await readProjections(connection, query)).find(
      ({ name }) => name === 'vehicle_positions',
    );
    expect(behindOf(ends, history?.positions ?? [])).toBe(0);
  }, SOON);
}

/** Runs a command against the installation; it has to succeed. */
async function tacho(...args: readonly string[]): Promise<TachoResult> {
  const result = await runTacho([...args, '--data-dir', installation.dataDir]);
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

interface PostAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

/** One request, as a device makes it. */
async function post(
  reports: TelemetryReport | readonly TelemetryReport[],
  key: string | null,
): Promise<PostAnswer> {
  const response = await postAsDevice(installation.running.ingestUrl, key, reports);
  return { status: response.status, body: (await response.json()) as PostAnswer['body'] };
}

const position = (vehicleId: string, said: Partial<PositionReport> = {}): PositionReport => ({
  type: 'VehiclePositionReported',
  vehicleId,
  occurredAt: new Date().toISOString(),
  latitude: 30.25,
  longitude: -97.75,
  speedMps: 5,
  ...said,
});

/** Some buses of ten years ago, over an hour and a half, on the route of the live ones. */
const recording = (): PositionReport[] =>
  Array.from({ length: 600 }, (_, index) =>
    position(`old-${index % 5}`, {
      occurredAt: new Date(Date.UTC(2016, 10, 25, 17, 20) + index * 9000).toISOString(),
      routeId: 'shared',
      speedMps: index % 20,
    }),
  );

const asCsv = (reports: readonly PositionReport[]): string =>
  [
    'vehicle_id,timestamp,speed,latitude,longitude,route_id,trip_id',
    ...reports.map(({ vehicleId, occurredAt, speedMps, latitude, longitude, routeId }) =>
      [vehicleId, occurredAt, speedMps, latitude, longitude, routeId, 't'].join(','),
    ),
  ].join('\n');

const ask = (sql: string): Promise<readonly Row[]> => installation.query.runQuery({ sql, params: {} });

const minutesOf = (vehicleId: string): Promise<readonly Row[]> =>
  installation.query.runQuery({
    sql: 'SELECT * FROM vehicle_minutes WHERE vehicle_id = {vehicleId:String} ORDER BY minute',
    params: { vehicleId },
  });

const startOf = ({ occurredAt }: TelemetryReport, sizeMs: number): string =>
  new Date(Math.floor(Date.parse(occurredAt) / sizeMs) * sizeMs).toISOString().replace('.000Z', 'Z');
