import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitUntilSettled } from '../../cli/wait-until-settled.ts';
import { seededRandom } from '../../cli/sources/seeded-random.ts';
import type { PositionReport } from '../../cli/sources/telemetry-report.ts';
import { minutes } from '../../platform/core/durations.ts';
import { copyCheckout, type CheckoutCopy } from '../support/checkout-copy.ts';
import { letTimePass } from '../support/let-time-pass.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { blocksOf } from '../support/page-blocks.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { onSharedServers } from '../support/shared-servers.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';
import { untilSaid } from '../support/until-said.ts';

// The walk of docs/add-a-report.md, with the blocks of that page: its file, its line, its commands, its query.
const PAGE = 'docs/add-a-report.md';
const VEHICLES = ['8940', '8941', 'tram-3', 'ferry/ä'];
const ROUTES = ['1', '7', '801', 'x "y"'];
/** Long over: nothing of it is in what forgets. */
const FIRST_AT = Date.UTC(2016, 10, 25, 6);
const POSITIONS_A_TRIP = 12;
const TRIPS_A_VEHICLE = 10;
const PATIENCE = { timeout: 90_000, interval: 500 };

let given: TestInstallation;
let copy: CheckoutCopy;
let worker: ChildProcess | null = null;
const history = recordedTrips(FIRST_AT);

beforeAll(async () => {
  copy = await copyCheckout(await mkdtemp(join(tmpdir(), 'tacho-report-')));
  given = await startTestInstallation(onSharedServers());
  await post(history);
  await letTimePass(minutes(2), given.connection);
  await waitUntilSettled(given.connection, given.query, () => undefined);
});
afterAll(async () => {
  worker?.kill('SIGKILL');
  await given.stop();
  await rm(copy.folder, { recursive: true, force: true });
});

test('given a system with history, when one file and one line are added, then it is declared and nothing more', async () => {
  const [file = ''] = await blocksOf(PAGE, 'ts');
  const [line = ''] = await blocksOf(PAGE, 'diff');
  await copy.write('projections/trip-routes.ts', file);
  await copy.patch('projections/index.ts', line);
  await given.running.killWorker('projections');
  worker = await startProjections();
  expect(await tacho('projections')).toMatch(/^trip_routes +1 +declared /m);
  expect(await tacho('doctor')).toMatch(/^WARNING +views +trip_routes is declared, and no version/m);
});

test('when it is rebuilt as the page says, then the query gives what the reports add up to', async () => {
  const before = await countOf('vehicle_minutes');
  const [commands = ''] = await blocksOf(PAGE, 'sh');
  const said: string[] = [];
  for (const command of commands.trim().split('\n'))
    said.push(await tacho(...command.replace(/^tacho /, '').split(' ')));
  expect(said[0]).toMatch(
    /^trip_routes-v1 would be built in table trip_routes_v1,\nfrom test_\w+\.telemetry, \d+ offsets/,
  );
  expect(said[1]).toMatch(/^trip_routes +1 +live +.* yes /m);
  const expected = leftRoutes(history);
  expect(expected.length).toBeGreaterThan(2);
  // Readers are shown it within the second.
  await vi.waitFor(async () => expect(await answer()).toEqual(expected), PATIENCE);
  expect(await countOf('vehicle_minutes')).toBe(before);
});

test('when vehicles drive on, then it is kept up with what comes, and it is in the balance', async () => {
  const more = recordedTrips(FIRST_AT + 3 * 86_400_000);
  await post(more);
  const expected = leftRoutes([...history, ...more]);
  await vi.waitFor(async () => expect(await answer()).toEqual(expected), PATIENCE);
  await letTimePass(minutes(2), given.connection);
  await waitUntilSettled(given.connection, given.query, () => undefined);
  expect(await tacho('balance')).toMatch(/^ok .* trip_routes: read = applied \+ ignored \+ dead$/m);
  expect(await tacho('doctor')).toContain('All is sound.');
});

interface LeftRoute {
  readonly routeId: string;
  readonly times: number;
  readonly vehicles: number;
}

/** What the page's query says. */
async function answer(): Promise<readonly LeftRoute[]> {
  const [sql = ''] = await blocksOf(PAGE, 'sql');
  const rows = await given.query.runQuery({ sql, params: {} });
  return rows.map(({ route_id: routeId, times, vehicles }) => ({
    ...{ routeId: String(routeId), times: Number(times), vehicles: Number(vehicles) },
  }));
}

/** The same, out of the reports in the order of time: a route is left where the next one of the trip is another. */
function leftRoutes(reports: readonly PositionReport[]): readonly LeftRoute[] {
  const trips = new Map<string, PositionReport[]>();
  for (const report of reports) {
    const trip = JSON.stringify([report.vehicleId, report.tripId, report.occurredAt.slice(0, 10)]);
    trips.set(trip, [...(trips.get(trip) ?? []), report]);
  }
  const left = new Map<string, { times: number; vehicles: Set<string> }>();
  for (const trip of trips.values()) {
    const ended = trip.at(-1)?.routeId;
    const routes = new Set(
      trip.flatMap(({ tripId, routeId = '' }) => (tripId === undefined ? [] : [routeId])),
    );
    for (const route of routes) {
      if (route === '' || route === ended) continue;
      const all = left.get(route) ?? { times: 0, vehicles: new Set() };
      left.set(route, { times: all.times + 1, vehicles: all.vehicles.add(trip[0]?.vehicleId ?? '') });
    }
  }
  return Array.from(left, ([routeId, { times, vehicles }]) => ({
    routeId,
    times,
    vehicles: vehicles.size,
  })).sort((a, b) => b.times - a.times || (a.routeId < b.routeId ? -1 : 1));
}

/** Trips of some vehicles, one after the other; on some of them the vehicle goes over to another route, or to none. */
function recordedTrips(startAt: number): readonly PositionReport[] {
  return VEHICLES.flatMap((vehicleId, vehicle) => {
    const random = seededRandom(startAt, vehicle);
    return Array.from({ length: TRIPS_A_VEHICLE }, (_, trip) => {
      const pick = (): string | undefined => [...ROUTES, undefined][random.whole(0, ROUTES.length)];
      const [first, second] = [pick(), pick()];
      const leavesAt = random.chance(0.5) ? POSITIONS_A_TRIP : random.whole(1, POSITIONS_A_TRIP - 1);
      const tripId = random.chance(0.1) ? undefined : `trip ${trip % 5}`;
      return Array.from({ length: POSITIONS_A_TRIP }, (_, index): PositionReport => {
        const routeId = index < leavesAt ? first : second;
        return {
          type: 'VehiclePositionReported',
          vehicleId,
          // The same trip ids come again on the next day.
          occurredAt: new Date(
            startAt + Math.floor(trip / 5) * 86_400_000 + (trip * POSITIONS_A_TRIP + index) * 30_000,
          ).toISOString(),
          latitude: 30.25,
          longitude: -97.75,
          speedMps: 5,
          ...(routeId === undefined ? {} : { routeId }),
          ...(tripId === undefined ? {} : { tripId }),
        };
      });
    }).flat();
  });
}

/** Runs a command of the changed build; it has to succeed. */
async function tacho(...args: readonly string[]): Promise<string> {
  const result: TachoResult = await runTacho([...args, '--data-dir', given.dataDir], {}, copy.folder);
  expect(result.exitCode, `${args.join(' ')}: ${result.stderr}`).toBe(0);
  return result.stdout;
}

/** Starts the worker of the changed build; resolves when it is up. */
async function startProjections(): Promise<ChildProcess> {
  const started = spawn(process.execPath, ['projections/main.ts'], {
    cwd: copy.folder,
    env: { ...ownEnvironment(), ...given.running.settings, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await untilSaid(started.stdout, /^projections run/);
  return started;
}

async function countOf(view: string): Promise<unknown> {
  const [row] = await given.query.runQuery({ sql: `SELECT count() AS rows FROM ${view}`, params: {} });
  return row?.['rows'];
}

async function post(reports: readonly PositionReport[]): Promise<void> {
  const key = await given.keyFor(...VEHICLES);
  const response = await postAsDevice(given.running.ingestUrl, key, reports);
  expect(response.status).toBe(202);
}
