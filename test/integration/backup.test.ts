import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openLog, openQueries } from '../../cli/connections.ts';
import { deviceWriter } from '../../cli/device-writer.ts';
import { startInstallation, type RunningInstallation } from '../../cli/start-installation.ts';
import { waitUntilSettled } from '../../cli/wait-until-settled.ts';
import { registerDevices } from '../../ingest/register-devices.ts';
import { minutes } from '../../platform/core/durations.ts';
import type { Row } from '../../platform/core/query-port.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { letTimePass } from '../support/let-time-pass.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';

const VEHICLE = 'north/7';
/** Long over, so that all windows close. */
const FIRST_AT = Date.UTC(2016, 10, 25, 6);
const dataDir = await mkdtemp(join(tmpdir(), 'tacho-backup-'));

let installation: RunningInstallation | null = null;

afterAll(async () => {
  await installation?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** What was there when ClickHouse was lost. */
let before: readonly Row[] = [];

test('given tables, when they are backed up, then a restore beside them is refused', async () => {
  await start();
  const key = await keyFor(VEHICLE);
  await post(key, 0);
  await settled();
  expect(await tacho('backup', 'monday')).toMatchObject({ exitCode: 0 });
  expect((await tacho('restore', 'monday')).stderr).toContain('only where there are no tables');
  await post(key, 20);
  await settled();
  before = await readRows();
  expect(before).toMatchObject([{ positions: 40 }, { positions: 40 }, { positions: 40 }]);
});

test('given a ClickHouse that was lost, when the backup is restored, then all is as it was then', async () => {
  await stop();
  await rm(join(dataDir, 'clickhouse', 'data'), { recursive: true });
  await start({ serversOnly: true });
  expect(await tacho('restore', 'sunday')).toMatchObject({ exitCode: 75 });
  expect(await tacho('restore', 'monday')).toMatchObject({ exitCode: 0 });
  expect((await readRows())[0]).toEqual({ positions: 20 });
});

test('when the workers are there again, then they catch up with what came since', async () => {
  await stop();
  await start();
  await settled();
  expect(await readRows()).toEqual(before);
  expect(await tacho('balance')).toMatchObject({ exitCode: 0 });
});

async function start({ serversOnly = false } = {}): Promise<void> {
  const environment = { ...ownEnvironment(), TACHO_PARTITIONS: '2' };
  installation = await startInstallation({
    ...{ dataDir, environment, serversOnly, supervise: false },
    onEvent: () => undefined,
  });
}

async function stop(): Promise<void> {
  await installation?.stop();
  installation = null;
}

const settings = () => ({ ...ownEnvironment(), ...installation?.settings });

const tacho = (...args: readonly string[]): Promise<TachoResult> =>
  runTacho([...args, '--data-dir', dataDir]);

async function keyFor(vehicle: string): Promise<string> {
  const lifecycle = createLifecycle();
  const writer = await deviceWriter(await openLog(settings(), lifecycle), lifecycle);
  const randomBytes = (size: number): Buffer => Buffer.alloc(size, 7);
  const [made] = await registerDevices([{ vehicles: [vehicle], label: 'test' }], { ...writer, randomBytes });
  await lifecycle.close();
  return made?.key ?? '';
}

/** Posts twenty positions of twenty seconds each, from the n-th on. */
async function post(key: string, from: number): Promise<void> {
  const reports = Array.from({ length: 20 }, (_, index) => ({
    type: 'VehiclePositionReported',
    vehicleId: VEHICLE,
    occurredAt: new Date(FIRST_AT + (from + index) * 20_000).toISOString(),
    latitude: 30.25,
    longitude: -97.75,
    speedMps: 5,
    routeId: '7',
  }));
  const response = await postAsDevice(installation?.ingestUrl ?? '', key, reports);
  expect(response.status).toBe(202);
}

async function settled(): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    const connection = await openLog(settings(), lifecycle);
    await letTimePass(minutes(2), connection);
    await waitUntilSettled(connection, await openQueries(settings(), lifecycle), () => undefined);
  } finally {
    await lifecycle.close();
  }
}

/** What history, minutes and hours add up to. */
async function readRows(): Promise<readonly Row[]> {
  const lifecycle = createLifecycle();
  const query = await openQueries(settings(), lifecycle);
  const rows = await query.runQuery({
    sql: `SELECT count() AS positions FROM vehicle_positions
UNION ALL SELECT sum(positions) FROM vehicle_minutes
UNION ALL SELECT sum(positions) FROM route_hours`,
    params: {},
  });
  await lifecycle.close();
  return rows;
}
