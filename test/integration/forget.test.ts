import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPersonalKeys } from '../../platform/assembly/open-personal-keys.ts';
import { minutes } from '../../platform/core/durations.ts';
import { openDirectoryArchive } from '../../platform/files/open-directory-archive.ts';
import { endOf, segmentsOf } from '../../platform/runtime/archive/list-segments.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { asTacho, readAllPlaces } from '../support/all-places.ts';
import { askReport, type ReportAnswer } from '../support/ask-report.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

const PATIENCE = { timeout: 120_000, interval: 300 };
const VEHICLE = 'vehicle-to-be-found';
const [LEAVER, STAYER, REFUSED] = ['driver-leaver-4711', 'driver-stayer-0815', 'driver-refused-1234'];
const EVERYBODY = [LEAVER, STAYER, REFUSED];
const SHIFT_AT = Date.now() - minutes(90);

const lifecycle = createLifecycle();
let installation: TestInstallation;
let key: string;
/** What stands for who leaves, in all that was reported before. */
let tokenOfLeaver: string;

beforeAll(async () => {
  const archive = await mkdtemp(join(tmpdir(), 'tacho-archive-'));
  lifecycle.own({ close: () => rm(archive, { recursive: true, force: true }) });
  installation = await startTestInstallation({
    ...{ REPORTS_UNSEAL: 'true', LOG_LEVEL: 'debug' },
    ...{ ARCHIVE_DIR: archive, ARCHIVE_SEAL_MINUTES: '0.1' },
  });
  lifecycle.own({ close: () => installation.stop() });
  key = await installation.keyFor(VEHICLE);
});
afterAll(() => lifecycle.close());

const driver = (driverId: string, present: boolean, afterMs: number): object => ({
  type: 'VehicleDriverReported',
  vehicleId: VEHICLE,
  occurredAt: SHIFT_AT + afterMs,
  driverId,
  present,
});

const position = {
  ...{ type: 'VehiclePositionReported', vehicleId: VEHICLE, occurredAt: SHIFT_AT },
  ...{ latitude: 30.25, longitude: -97.75, speedMps: 5 },
};

const post = (body: string): Promise<Response> => postAsDevice(installation.running.ingestUrl, key, body);

const tacho = (...args: readonly string[]): Promise<TachoResult> =>
  runTacho([...args, '--data-dir', installation.dataDir]);

const rowsOfDrivers = async (): Promise<number> =>
  Number(await asTacho(installation, 'SELECT count() FROM tacho.vehicle_drivers'));

const driversThere = async (): Promise<ReportAnswer['rows']> =>
  (await askReport(installation.running, 'drivers', { vehicle: VEHICLE })).rows;

const shift = (driverId: string, from: number, to: number | null): object => ({
  vehicleId: VEHICLE,
  driver: driverId,
  signedOnAt: new Date(SHIFT_AT + from).toISOString(),
  signedOffAt: to === null ? null : new Date(SHIFT_AT + to).toISOString(),
});

const untilReported = (...shifts: readonly object[]): Promise<void> =>
  vi.waitFor(async () => expect(await driversThere()).toMatchObject(shifts), PATIENCE);

/** Waits until all that stands in these topics now is in files. */
async function untilArchived(): Promise<void> {
  const archive = openDirectoryArchive(installation.running.settings['ARCHIVE_DIR'] ?? '');
  for (const topic of ['tacho.telemetry', 'tacho.quarantine']) {
    const ends = (await installation.connection.log.admin.offsets(topic)).map(({ end }) => end);
    await vi.waitFor(async () => {
      const reached = ends.map(
        async (_, partition) => endOf(await segmentsOf(archive, topic, partition)) ?? 0,
      );
      const behind = (await Promise.all(reached)).filter((next, partition) => next < (ends[partition] ?? 0));
      expect(behind).toEqual([]);
    }, PATIENCE);
  }
}

test('who drove when is reported in plain words, though reports came twice, too early or wrong', async () => {
  const leaversShift = [driver(LEAVER, true, 0), driver(LEAVER, false, minutes(30))];
  const ahead = driver(STAYER, true, minutes(120));
  const taken = await post(
    JSON.stringify([position, ...leaversShift, ahead, driver(STAYER, true, minutes(40))]),
  );
  expect(await taken.json()).toMatchObject({ accepted: 4, quarantined: 1 });
  expect(await (await post(JSON.stringify(leaversShift))).json()).toMatchObject({ accepted: 2 });
  const wrong = [driver(REFUSED.repeat(20), true, 0), { ...driver(REFUSED, true, 0), vehicleId: 'other' }];
  const refused = await post(JSON.stringify(wrong));
  const broken = await post(`{"driverId": ${REFUSED}}`);
  expect([refused.status, broken.status]).toEqual([422, 400]);
  expect((await refused.text()) + (await broken.text())).not.toContain(REFUSED);

  await untilReported(shift(LEAVER, 0, minutes(30)), shift(STAYER, minutes(40), null));
  tokenOfLeaver = String((await driversThere())[0]?.['driverToken']);
});

test('a report that was kept apart is sealed there too, and can be read when it is let in', async () => {
  const listed = await vi.waitUntil(async () => {
    const { stdout } = await tacho('quarantine', 'list', '--json');
    return stdout.trim() !== '' && stdout;
  }, PATIENCE);
  const { eventId, report } = JSON.parse(listed) as { readonly eventId: string; readonly report: string };
  expect(report).toContain('"driverId":"sealed:v1:');
  expect(await tacho('quarantine', 'release', eventId)).toMatchObject({ exitCode: 0 });
  // Put in at two moments and never taken out: one shift. Looked at in the table.
  await vi.waitFor(async () => expect(await rowsOfDrivers()).toBe(4), PATIENCE);
});

test('nobody stands anywhere in plain bytes, where other texts are found', async () => {
  await untilArchived();
  const places = await readAllPlaces(installation);
  expect(places.with(VEHICLE)).toEqual(
    expect.arrayContaining([
      'topic tacho.telemetry',
      'topic tacho.quarantine',
      'table tacho.vehicle_drivers',
      'table tacho.vehicle_drivers_v1',
      'table tacho.quarantined_reports',
      'archive tacho.telemetry',
      'archive tacho.quarantine',
    ]),
  );
  expect(places.with('/v1/telemetry')).toContain('file logs/ingest.log');
  expect(places.with(tokenOfLeaver)).toContain('redis {tacho:personal}:keys');
  expect(places.with('tacho-ticks')).toContainEqual(expect.stringMatching(/^file redis\//));

  expect(places.with(...EVERYBODY)).toEqual([]);
});

test('forgetting asks to be confirmed, and says whom it does not know', async () => {
  const unsure = await tacho('forget', LEAVER);
  expect(unsure.exitCode).toBe(64);
  expect(unsure.stderr).toContain(tokenOfLeaver);
  expect(await tacho('forget', 'driver-nobody', '--yes')).toMatchObject({ exitCode: 65, stdout: '' });
  await untilReported(shift(LEAVER, 0, minutes(30)), shift(STAYER, minutes(40), null));
});

test('whose key is destroyed is forgotten at once, and the others are not', async () => {
  const forgotten = await tacho('forget', LEAVER, '--yes');
  expect(forgotten).toMatchObject({ exitCode: 0 });
  expect(forgotten.stdout).toContain(tokenOfLeaver);

  expect(await driversThere()).toMatchObject([
    { ...shift('forgotten', 0, minutes(30)), driverToken: tokenOfLeaver },
    shift(STAYER, minutes(40), null),
  ]);
  expect(await tacho('forget', LEAVER, '--yes')).toMatchObject({ exitCode: 65 });
});

test('a table that is built anew from the log does not know either', async () => {
  await installation.running.killWorker('projections');
  // What the killed worker had asked of ClickHouse may still be under way.
  const underWay = "SELECT count() FROM system.processes WHERE query_kind = 'Insert'";
  await vi.waitFor(async () => expect(await asTacho(installation, underWay)).toBe('0\n'), PATIENCE);
  await asTacho(installation, 'TRUNCATE TABLE tacho.vehicle_drivers_v1');
  const ofDrivers = "WHERE projection = 'vehicle_drivers' SETTINGS mutations_sync = 1";
  await asTacho(installation, `ALTER TABLE tacho.checkpoints_v1 DELETE ${ofDrivers}`);
  expect(await rowsOfDrivers()).toBe(0);
  await installation.running.startWorker('projections');
  await vi.waitFor(async () => expect(await rowsOfDrivers()).toBe(4), PATIENCE);
  await untilReported(shift('forgotten', 0, minutes(30)), shift(STAYER, minutes(40), null));
});

test('who drives again later is somebody else, and nobody stands anywhere in plain bytes', async () => {
  expect((await post(JSON.stringify(driver(LEAVER, true, minutes(60))))).status).toBe(202);
  await untilReported(
    shift('forgotten', 0, minutes(30)),
    shift(STAYER, minutes(40), null),
    shift(LEAVER, minutes(60), null),
  );
  const tokens = (await driversThere()).map(({ driverToken }) => driverToken);
  expect(new Set(tokens).size).toBe(3);
  await untilArchived();
  const places = await readAllPlaces(installation);
  // What tells the shifts of one person apart from those of others is archived, and nothing that says who it is.
  for (const token of tokens) expect(places.with(String(token))).toContain('archive tacho.telemetry');
  expect(places.with(...EVERYBODY)).toEqual([]);
});

test('while the keys are away, those who name nobody are taken, and the others when the keys are back', async () => {
  await installation.running.stack.kill('redis');
  const refused = await post(JSON.stringify(driver(STAYER, false, minutes(70))));
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(await refused.json()).toMatchObject({ code: 'keys-unavailable' });
  expect((await post(JSON.stringify({ ...position, sequence: 2 }))).status).toBe(202);

  await installation.running.stack.restart('redis');
  await vi.waitFor(async () => {
    expect((await post(JSON.stringify(driver(STAYER, false, minutes(70))))).status).toBe(202);
  }, PATIENCE);
});

test('another master key finds nobody', async () => {
  const settings = {
    TACHO_NAMESPACE: 'tacho',
    TACHO_MASTER_KEY: randomBytes(32).toString('base64'),
    REDIS_URL: installation.running.stack.endpoints.redisUrl,
  };
  const others = openPersonalKeys(settings, lifecycle, randomBytes);
  expect(await others?.tokenOf(STAYER)).toBeNull();
});
