import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TelemetryReport } from '../../cli/sources/telemetry-report.ts';
import type { SnapshotAnswer } from '../../platform/runtime/run-set.ts';
import type { StateAnswer } from '../../platform/runtime/state/state-at.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { onSharedServers } from '../support/shared-servers.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

const PATIENCE = { timeout: 60_000, interval: 300 };
const VEHICLE = 'north/7';
const PARTITIONS = 3;

let installation: TestInstallation;
/** When the log held one position, and when it held the fault too, which then waited for its turn. */
let [afterPosition, afterFault] = ['', ''];
let snapshots: readonly SnapshotAnswer[];

beforeAll(async () => {
  installation = await startTestInstallation({
    ...onSharedServers(),
    TACHO_PARTITIONS: String(PARTITIONS),
  });
  const key = await installation.keyFor(VEHICLE);
  afterPosition = await post(position(10), key);
  afterFault = await post(fault(), key);
  // A worker that is joining its group anew holds nothing, and one that has just begun has folded nothing.
  snapshots = await vi.waitUntil(async () => {
    const stored = await tacho('snapshot', '--json');
    const answer = JSON.parse(stored.stdout) as { snapshots: readonly SnapshotAnswer[] };
    const isWhole = answer.snapshots.every(({ snapshot }) => snapshot !== null);
    return answer.snapshots.length > 0 && isWhole && answer.snapshots;
  }, PATIENCE);
  await post(position(20), key);
});
afterAll(() => installation.stop());

test('a worker that is asked stores the state of every partition', () => {
  expect(snapshots.map(({ set, partition }) => [set, partition])).toEqual(
    Array.from({ length: PARTITIONS }, (_, partition) => ['vehicles', partition]),
  );
});

test('a summary is told as of now, from the snapshot on, and as of the past', async () => {
  const now = await stateOf('summarize-vehicle-minutes');
  const { snapshot } = snapshots.find(({ partition }) => partition === now.standing.partition) ?? {};
  expect(now.standing.snapshot?.next).toBeGreaterThanOrEqual(snapshot?.next ?? Infinity);
  expect([
    positionsIn(now),
    positionsIn(await stateOf('summarize-vehicle-minutes', `at=${afterPosition}`)),
  ]).toEqual([2, 1]);
});

test('a report that waited for older ones waits in its past still, and has had its turn since', async () => {
  const was = await stateOf('detect-fault-changes', `at=${afterFault}`);
  // The position before it may wait still, too: it tells the time.
  expect(was.held).toMatchObject({ kind: 'processor', state: { open: [] } });
  expect(was.held).not.toMatchObject({ waiting: [] });
  await vi.waitFor(async () => {
    const is = await stateOf('detect-fault-changes');
    expect(is.held).toMatchObject({ state: { open: [{ code: 'P0217' }] }, waiting: [] });
  }, PATIENCE);
  expect((await stateOf('detect-fault-changes', `at=${afterFault}`)).held).toEqual(was.held);
});

test('the command answers what the API answers', async () => {
  const processor = 'detect-status-changes';
  const { standing } = await stateOf(processor);
  const [byOffset, byTime] = await Promise.all([
    tacho('state', processor, VEHICLE, '--offset', String(standing.next - 1), '--json'),
    tacho('state', processor, VEHICLE, '--at', afterFault),
  ]);
  expect(JSON.parse(byOffset.stdout)).toEqual(
    await stateOf(processor, `offset=${String(standing.next - 1)}`),
  );
  const { state } = (await stateOf(processor, `at=${afterFault}`)).held as { readonly state: unknown };
  expect(byTime.stdout).toContain(`${processor} version 1, key ${VEHICLE}\n`);
  expect(byTime.stdout).toContain(`"state": ${JSON.stringify(state, null, 2).replaceAll('\n', '\n  ')}`);
});

test.each([
  ['a processor there is not', ['detect-nothing', VEHICLE], 64, 'There are: '],
  ['a key nobody knows', ['detect-status-changes', 'nobody'], 65, 'Nothing was heard of that key'],
  ['a time before the log', ['detect-status-changes', VEHICLE, '--at', '2016-11-25'], 65, 'begins at 20'],
  ['a time nobody knows', ['detect-status-changes', VEHICLE, '--at', 'noon'], 1, 'ISO 8601'],
])('%s is an error that says so', async (_, args, exitCode, says) => {
  const ended = await tacho('state', ...args);
  expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(says) as string });
});

const position = (speedMps: number): TelemetryReport => ({
  type: 'VehiclePositionReported',
  vehicleId: VEHICLE,
  occurredAt: new Date().toISOString(),
  latitude: 30.25,
  longitude: -97.75,
  speedMps,
});

const fault = (): TelemetryReport => ({
  type: 'VehicleFaultReported',
  vehicleId: VEHICLE,
  occurredAt: new Date().toISOString(),
  code: 'P0217',
  severity: 'warning',
  active: true,
});

/** Posts a report; says an instant at which it was in the log, and nothing that is posted later. */
async function post(report: TelemetryReport, key: string): Promise<string> {
  const response = await postAsDevice(installation.running.ingestUrl, key, [report]);
  expect(response.status).toBe(202);
  const now = Date.now();
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(now));
  return new Date(now).toISOString();
}

async function stateOf(processor: string, query = ''): Promise<StateAnswer> {
  const path = `/v1/state/${processor}/${encodeURIComponent(VEHICLE)}?${query}`;
  const answer = await fetch(`${installation.running.reportsUrl}${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as StateAnswer;
}

const positionsIn = ({ held }: StateAnswer): number =>
  held.kind === 'summary'
    ? held.windows.reduce((sum, { totals }) => sum + (totals as { positions: number }).positions, 0)
    : NaN;

const tacho = (...args: readonly string[]): Promise<TachoResult> =>
  runTacho([...args, '--data-dir', installation.dataDir]);
