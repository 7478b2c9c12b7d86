import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog, openQueries, type LogConnection } from '../../cli/connections.ts';
import { deviceWriter } from '../../cli/device-writer.ts';
import { startInstallation, type RunningInstallation } from '../../cli/start-installation.ts';
import { workerNames } from '../../cli/workers/worker-process.ts';
import { registerDevices } from '../../ingest/register-devices.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { ownEnvironment } from './own-environment.ts';

/** Servers and workers of a test's own, and what it looks at them with. */
export interface TestInstallation {
  readonly running: RunningInstallation;
  readonly dataDir: string;
  readonly connection: LogConnection;
  readonly query: QueryPort;
  /** A key that speaks for these vehicles. */
  keyFor(...vehicles: readonly string[]): Promise<string>;
  /** What each worker that is not healthy says, by name; empty when all are well. */
  ailing(): Promise<Readonly<Record<string, string>>>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

/** Two partitions: enough to tell them apart, and few tasks. */
const FEW = { TACHO_PARTITIONS: '2' };
/** How soon a killed worker is noticed, by its groups and by its jobs: short, for tests that kill. */
const SHORT_PATIENCE = { KAFKA_SESSION_TIMEOUT_MS: '6000', JOB_LOCK_MS: '3000' };

/**
 * Starts everything on free ports and data of its own, with these settings beside those of a test; nothing that ends
 * is started again by itself.
 */
export async function startTestInstallation(
  more: Readonly<Record<string, string>> = {},
): Promise<TestInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tacho-test-'));
  const environment = { ...ownEnvironment(), ...FEW, ...SHORT_PATIENCE, ...more };
  const lifecycle = createLifecycle();
  lifecycle.own({ close: () => rm(dataDir, { recursive: true, force: true }) });
  const running = await startInstallation({
    dataDir,
    environment,
    supervise: false,
    onEvent: () => undefined,
  });
  lifecycle.own({ close: () => running.stop() });
  const settings = { ...environment, ...running.settings };
  const connection = await openLog(settings, lifecycle);
  const query = await openQueries(settings, lifecycle);
  const writer = await deviceWriter(connection, lifecycle);
  return {
    running,
    dataDir,
    connection,
    query,
    async keyFor(...vehicles) {
      const [made] = await registerDevices([{ vehicles, label: 'test' }], { ...writer, randomBytes });
      return made?.key ?? '';
    },
    async ailing() {
      const answers = await Promise.all(
        workerNames.map(async (name) => [name, await healthOf(running, name)] as const),
      );
      return Object.fromEntries(answers.filter(([, answer]) => answer !== 'ok'));
    },
    stop: () => lifecycle.close(),
  };
}

async function healthOf({ settings }: RunningInstallation, name: string): Promise<string> {
  const port = settings[`${name.toUpperCase()}_HEALTH_PORT`] ?? '';
  const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
  if (response === null) return 'no answer';
  return response.ok ? 'ok' : response.text();
}
