import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { days, hours } from '../../platform/core/durations.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import { unlessAborted } from '../../platform/embedded/unless-aborted.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { balanceSheet } from '../balance/balance-sheet.ts';
import { formatBalance } from '../balance/format-balance.ts';
import { readBalance } from '../balance/read-balance.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { untilAborted } from '../commands/stop-signal.ts';
import { openLog, openQueries, type LogConnection } from '../connections.ts';
import { importPositions } from '../import-positions.ts';
import { startInstallation, type RunningInstallation } from '../start-installation.ts';
import { waitUntilSettled, type Unsettled } from '../wait-until-settled.ts';
import { driveFleet } from './drive-fleet.ts';
import { sourceBalance } from './source-balance.ts';
import { summaryOf } from './summary.ts';
import { writeResults } from './write-results.ts';

export interface DemoOptions {
  /** Where data goes; a fresh folder that is removed at the end unless given or kept. */
  readonly dataDir?: string;
  /** CSV files to import instead of the simulated fleet. */
  readonly files: readonly string[];
  readonly speedUnit: 'mps' | 'mph';
  readonly order: 'time' | 'file';
  /** Where the results are written, or null. */
  readonly out: string | null;
  readonly keep: boolean;
  readonly vehicles: number;
  /** Simulated minutes. */
  readonly minutes: number;
  readonly say: (text: string) => void;
  readonly print: (text: string) => void;
  /** Aborted when the person has seen enough. */
  readonly signal: AbortSignal;
}

/** Runs the main job once: starts everything, posts, waits, and says what the reports show. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { signal, say } = options;
  const dataDir = await freshDataDir(options.dataDir);
  try {
    const installation = await startInstallation({
      dataDir,
      environment: process.env,
      // Only who looks around wants ports that can be known; two demos at a time shall not want the same.
      ...(options.keep ? { ingestPort: 8080, reportsPort: 8090 } : {}),
      supervise: true,
      onEvent: say,
      signal,
    });
    try {
      await unlessAborted(runOnce(options, installation), signal);
      if (options.keep) await keepRunning(options, dataDir);
    } finally {
      await installation.stop();
    }
  } finally {
    if (options.dataDir === undefined && !options.keep) await rm(dataDir, { recursive: true, force: true });
    else say(`The data are in ${dataDir}.`);
  }
}

/** What a balance is held against is what this demo posts: data of an earlier run would be too much. */
async function freshDataDir(given: string | undefined): Promise<string> {
  if (given === undefined) return mkdtemp(join(tmpdir(), 'tacho-demo-'));
  const dataDir = resolve(given);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if ((await readdir(dataDir)).length === 0) return dataDir;
  throw new TachoError(
    'configuration-invalid',
    `--data-dir ${given} is not empty: the demo wants a folder of its own.`,
  );
}

async function runOnce(options: DemoOptions, installation: RunningInstallation): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    const context: CommandContext = { environment: { ...process.env, ...installation.settings }, lifecycle };
    const connection = await openLog(context.environment, lifecycle);
    const query = await openQueries(context.environment, lifecycle);
    const source = await post(options, context, installation);
    await settle(options, connection, query);
    const sheet = balanceSheet(await readBalance(connection, query));
    const balance = { ...sheet, ...sourceBalance(source, sheet) };
    if (options.out !== null) await writeResults(resolve(options.out), query, balance);
    options.print(await summaryOf(query));
    options.print(formatBalance(balance));
    options.print(whereToLook(installation, options));
    if (!balance.balanced) throw new TachoError('unbalanced', 'The checks marked OFF say where.');
  } finally {
    await lifecycle.close();
  }
}

/** What was posted, whichever the source. */
async function post(
  options: DemoOptions,
  context: CommandContext,
  { ingestUrl }: RunningInstallation,
): Promise<Parameters<typeof sourceBalance>[0]> {
  if (options.files.length > 0) {
    const { files, speedUnit, order, say } = options;
    const totals = await importPositions(context, { files, speedUnit, order, ingestUrl, say });
    return { read: totals.rows, unreadable: totals.unreadable.length, totals };
  }
  const durationS = options.minutes * 60;
  // Yesterday: a report from the future would be kept apart, and hours and days that are over can be closed.
  const startAt = Math.floor(Date.now() / days(1)) * days(1) - days(1) + hours(15);
  const { totals, expected } = await driveFleet(context, {
    ingestUrl,
    vehicles: options.vehicles,
    durationS,
    speedUp: SPEED_UP,
    startAt,
    seed: 1,
  });
  return { read: expected.reports, unreadable: 0, totals };
}

const SPEED_UP = 40;

async function settle(options: DemoOptions, connection: LogConnection, query: QueryPort): Promise<void> {
  let said = '';
  await waitUntilSettled(connection, query, (unsettled) => {
    const text = textOf(unsettled);
    if (text !== said) options.say(text);
    said = text;
  });
}

const textOf = ({ stage, behind, openWindows }: Unsettled): string =>
  `waiting for ${stage}: ${behind} records behind, ${openWindows} windows open`;

function whereToLook({ reportsUrl, settings, stack }: RunningInstallation, { keep }: DemoOptions): string {
  if (!keep) return 'To look around in it: run it again with --keep, or "tacho up" and "tacho import FILE".';
  return [
    'Look around:',
    `  ${reportsUrl}/v1/reports/route-speed?grain=day&format=csv`,
    `  ${reportsUrl}/v1/reports/faults`,
    `  ${settings['CLICKHOUSE_URL'] ?? ''}/play as user ${stack.analyst?.user ?? ''}, password in ${stack.analyst?.passwordFile ?? ''}`,
  ].join('\n');
}

async function keepRunning({ say, signal }: DemoOptions, dataDir: string): Promise<void> {
  say(`It keeps running; Ctrl-C stops it. Other commands: tacho status --data-dir ${dataDir}`);
  await untilAborted(signal);
}
