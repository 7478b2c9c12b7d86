import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { openLog } from '../../cli/connections.ts';
import { deviceWriter } from '../../cli/device-writer.ts';
import { startInstallation } from '../../cli/start-installation.ts';
import { registerDevices } from '../../ingest/register-devices.ts';
import { serverSettings } from '../../platform/embedded/server-settings.ts';
import type { Environment } from '../../platform/settings/read-settings.ts';
import { benchDirectory, benchEnvironment } from '../bench-stack.ts';
import { postAtRate } from '../post-at-rate.ts';
import { Sightings } from '../sightings.ts';
import type { BenchServers, BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';
import { quantile } from '../summarize.ts';
import { pollUntil } from '../poll-until.ts';

/** Delay from a device's report to the read of it, over the whole line. */
export const freshness: Scenario = {
  name: 'freshness',
  doc: 'from the POST of a report to its being visible in vehicle_positions and route_hours at 1,000 events/s, against the answer to the POST itself; with --bytes, of large events',
  run,
};

/** No longer than the load itself. */
const WARM_UP_SECONDS = 5;
/** Looking takes of the cores too: for what takes seconds it need not be as often. */
const LOOK_EVERY_MS = { positions: 50, hours: 250 } as const;
const SETTLE_WITHIN_MS = 60_000;

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { lifecycle, seconds, bytes, signal, say } = setting;
  const { url, token, client } = await open(setting);
  const positions = new Sightings(
    () => latestByVehicle(client, 'vehicle_id', 'max(sequence)', 'vehicle_positions'),
    LOOK_EVERY_MS.positions,
  );
  const hours = new Sightings(
    () => latestByVehicle(client, 'route_id', 'sum(positions)', 'route_hours'),
    LOOK_EVERY_MS.hours,
  );
  for (const sightings of [positions, hours]) lifecycle.own(sightings);
  const load = await postAtRate({
    url: `${url}/v1/telemetry`,
    token,
    bytes,
    warmUpSeconds: Math.min(WARM_UP_SECONDS, seconds),
    seconds,
    signal,
    now: Date.now,
    onSent: (probe) => {
      positions.expect(probe);
      hours.expect(probe);
    },
  });
  say(`${load.accepted} events were taken`);
  const isSettled = (): Promise<boolean> => Promise.resolve(positions.missing + hours.missing === 0);
  await pollUntil(isSettled, { what: 'all visible', everyMs: 100, withinMs: SETTLE_WITHIN_MS, signal });
  return {
    figures: [
      ...figuresOf('vehicle_positions', positions.tookMs, load.answeredMs),
      ...figuresOf('route_hours', hours.tookMs, load.answeredMs),
    ],
    counts: {
      sent: load.sent,
      accepted: load.accepted,
      sampled: load.answeredMs.length,
      seenInPositions: positions.tookMs.length,
      seenInRouteHours: hours.tookMs.length,
    },
  };
}

interface Line {
  readonly url: string;
  /** Speaks for every vehicle. */
  readonly token: string;
  readonly client: ClickHouseClient;
}

async function open(setting: BenchSetting): Promise<Line> {
  const { lifecycle, say, shared } = setting;
  const environment = {
    ...benchEnvironment(setting.environment),
    ...(shared === null ? {} : settingsOf(shared)),
  };
  const dataDir = await benchDirectory(setting);
  const running = await startInstallation({
    dataDir,
    environment,
    supervise: false,
    onEvent: () => undefined,
  });
  lifecycle.own({ close: () => running.stop() });
  say('the installation is up');
  const settings = { ...environment, ...running.settings };
  const writer = await deviceWriter(await openLog(settings, lifecycle), lifecycle);
  const [device] = await registerDevices([{ vehicles: ['*'], label: 'bench' }], { ...writer, randomBytes });
  const client = createClient({
    url: settings['CLICKHOUSE_URL'] ?? '',
    username: settings['CLICKHOUSE_USER'] ?? '',
    password: settings['CLICKHOUSE_PASSWORD'] ?? '',
    database: settings['TACHO_NAMESPACE'] ?? '',
  });
  // The edge learns of a device from the log.
  await sleep(1000);
  return { url: running.ingestUrl, token: device?.key ?? '', client: lifecycle.own(client) };
}

const settingsOf = ({ stack, nextNamespace }: BenchServers): Environment => ({
  ...serverSettings(stack.endpoints),
  TACHO_NAMESPACE: nextNamespace(),
});

/** Progress of each probe, as a reader sees it. */
async function latestByVehicle(
  client: ClickHouseClient,
  key: string,
  value: string,
  view: string,
): Promise<ReadonlyMap<string, number>> {
  const answer = await client.query({
    query: `SELECT ${key}, toUInt32(${value}) FROM ${view} WHERE startsWith(${key}, 'probe-') GROUP BY ${key}`,
    format: 'JSONCompactEachRow',
    // The less looking takes, the less is in the way of what is looked for.
    clickhouse_settings: { max_threads: 1 },
  });
  return new Map(await answer.json<[string, number]>());
}

const figuresOf = (view: string, tookMs: readonly number[], answeredMs: readonly number[]): Figure[] =>
  [0.5, 0.99].map((part) => ({
    measured: { what: `visible in ${view}, p${part * 100}`, runs: [quantile(tookMs, part)] },
    baseline: { what: `POST answered, p${part * 100}`, runs: [quantile(answeredMs, part)] },
    unit: 'ms',
  }));
