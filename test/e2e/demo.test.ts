import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isFree } from '../../platform/embedded/free-port.ts';
import { ROOT } from '../architecture/project-files.ts';
import { dirtyRecording } from '../support/dirty-recording.ts';
import { expectedReports } from '../support/expected-reports.ts';
import { descendantsOf, stillRunning } from '../support/process-tree.ts';
import { startTacho, type RunningTacho } from '../support/run-tacho.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const WORKERS = ['ingest', 'processors', 'projections', 'reports'];
const GONE = { timeout: 60_000, interval: 200 };
const STARTED_AT = Date.UTC(2016, 10, 25, 11, 40);

test('a recording is reported as it was, and nothing stays behind', async () => {
  const dir = await temporaryDirectory();
  const recording = dirtyRecording({ seed: 5, speedUnit: 'mph', startAt: STARTED_AT });
  const expected = expectedReports(recording.reports, Date.now());
  await writeFile(join(dir, 'day.csv'), recording.csv);
  const out = join(dir, 'out');
  const options = ['--once', '--out', out, '--order', 'file', '--speed-unit', 'mph'];
  const { demo, started, tmp } = await startDemo(dir, ['--import', join(dir, 'day.csv'), ...options]);
  const { exitCode, stdout, stderr } = await demo.ended;
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('The balance adds up.');

  const hours = await linesOf(join(out, 'route_hours.ndjson'));
  expect(hours.map(({ hour, ...row }) => ({ ...row, period: iso(hour) }))).toEqual(expected.routeHours);
  const minutes = await linesOf(join(out, 'vehicle_minutes.ndjson'));
  expect(minutes).toHaveLength(expected.vehicleMinutes.size);
  expect(
    new Map(
      minutes.map(({ vehicleId, routeId, minute, positions, meanSpeedMps, maxSpeedMps }) => [
        `${vehicleId}|${routeId}|${iso(minute)}`,
        [positions, Math.round(Number(meanSpeedMps) * Number(positions) * 1e6), umps(maxSpeedMps)],
      ]),
    ),
  ).toEqual(expected.vehicleMinutes);
  const kept = Object.values(expected.quarantined).reduce((sum, count) => sum + count, 0);
  expect(JSON.parse(await readFile(join(out, 'balance.json'), 'utf8'))).toMatchObject({
    read: recording.rows,
    unreadable: recording.unreadable,
    accepted: expected.accepted,
    duplicates: recording.reports.length - kept - expected.accepted,
    quarantined: expected.quarantined,
    late: 0,
    dead: 0,
    balanced: true,
  });
  await expectAllGone(started);
  expect(await dataDirsIn(tmp)).toEqual([]);
});

test('a demo that is killed in the middle takes its servers and workers with it', async () => {
  const { demo, started } = await startDemo(await temporaryDirectory(), [
    '--vehicles',
    '20',
    '--minutes',
    '20',
  ]);
  await demo.says(/the fleet drives/);
  demo.kill('SIGKILL');
  expect((await demo.ended).exitCode).toBeNull();
  await expectAllGone(started);
});

/** What a demo has started. */
interface Started {
  readonly pids: readonly number[];
  readonly ports: readonly number[];
}

/** Starts a demo from source with a folder for temporary files of its own, and looks around when all workers are ready. */
async function startDemo(
  dir: string,
  args: readonly string[],
): Promise<{ readonly demo: RunningTacho; readonly started: Started; readonly tmp: string }> {
  const tmp = join(dir, 'tmp');
  await mkdir(tmp);
  const demo = startTacho(['demo', ...args], { TMPDIR: tmp, TACHO_PARTITIONS: '2' }, ROOT);
  for (const worker of WORKERS) await demo.says(new RegExp(`${worker} is ready`));
  const [dataDir = ''] = await dataDirsIn(tmp);
  const started = { pids: await descendantsOf(demo.pid), ports: await portsOf(join(tmp, dataDir)) };
  // Four servers, each with its guard, and four workers.
  expect(started.pids.length).toBeGreaterThanOrEqual(12);
  expect(started.ports.length).toBeGreaterThanOrEqual(10);
  return { demo, started, tmp };
}

const dataDirsIn = async (tmp: string): Promise<string[]> =>
  (await readdir(tmp)).filter((name) => name.startsWith('tacho-demo-'));

async function portsOf(dataDir: string): Promise<number[]> {
  const settings = Object.entries(
    JSON.parse(await readFile(join(dataDir, 'installation.json'), 'utf8')) as Record<string, string>,
  );
  return settings.flatMap(([name, value]) =>
    name.endsWith('_PORT')
      ? [Number(value)]
      : Array.from(value.matchAll(/:(\d{2,5})\b/g), ([, port]) => Number(port)),
  );
}

async function expectAllGone({ pids, ports }: Started): Promise<void> {
  await vi.waitFor(async () => {
    expect(await stillRunning(pids)).toEqual([]);
    for (const port of ports) expect(await isFree(port), `port ${port}`).toBe(true);
  }, GONE);
}

type Line = Readonly<Record<string, string | number>>;

const linesOf = async (file: string): Promise<Line[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const iso = (instant: string | number | undefined): string => new Date(String(instant)).toISOString();

const umps = (speedMps: string | number | undefined): number => Math.round(Number(speedMps) * 1e6);
