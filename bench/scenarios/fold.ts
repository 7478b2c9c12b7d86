import { openLog, type LogConnection } from '../../cli/connections.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { startBenchLog } from '../bench-stack.ts';
import { expectMinutes, type ExpectedMinutes } from '../expected-minutes.ts';
import { fillTelemetry } from '../fill-telemetry.ts';
import { foldPositions } from '../fold-positions.ts';
import { countMinutes, runFold, type FoldRun } from '../run-fold.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';

/** Kafka to Kafka, exactly once: one fold alone over a long log. */
export const fold: Scenario = {
  name: 'fold',
  doc: 'summarize-vehicle-minutes alone, exactly once, from the first fetch to the last commit: by two processes against one, with one report a vehicle and minute (sparse) and with six (dense)',
  run,
};

/** Factor by which the time of the positions is squeezed. */
const DENSITIES = { sparse: 1, dense: 10 } as const;

type Density = keyof typeof DENSITIES;

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const stack = await startBenchLog(setting);
  const connection = await openLog(stack.environment, setting.lifecycle);
  const positionsOf = await foldPositions(setting.data);
  const figures: Figure[] = [];
  const counts: Record<string, number> = {};
  for (const density of ['sparse', 'dense'] as const) {
    const source = `${stack.namespace}-${density}`;
    const { watch, expected } = expectMinutes();
    await fill(source, watch(positionsOf(setting.events, DENSITIES[density])), connection, setting);
    const runs: Record<1 | 2, FoldRun[]> = { 1: [], 2: [] };
    for (let index = 0; index < setting.runs; index += 1)
      for (const processes of [1, 2] as const) {
        const place = { folds: 'minutes', source, own: `${source}-${index}-${processes}` } as const;
        const measured = await runFold(place, processes, stack, connection, setting);
        runs[processes].push(measured);
        setting.say(`${density}, run ${index + 1}: ${describe(measured, processes, setting.events)}`);
        failUnlessEqual(await countMinutes(place, connection), expected());
      }
    figures.push(...figuresOf(density, runs, setting.events, expected()));
    counts[`${density}Minutes`] = expected().minutes;
    counts[`${density}Positions`] = expected().positions;
  }
  return { figures, counts };
}

async function fill(
  namespace: string,
  positions: Parameters<typeof fillTelemetry>[0],
  { log, codec }: LogConnection,
  { lifecycle, signal, say }: BenchSetting,
): Promise<void> {
  const startedAt = performance.now();
  const appender = lifecycle.own(await log.appender());
  await fillTelemetry(positions, { log, appender, codec, names: namesIn(namespace), signal });
  say(`${namespace} is filled, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function describe(
  { tookMs, cpuS, brokerCpuS, peakBytes, transactions }: FoldRun,
  processes: number,
  events: number,
): string {
  const rate = Math.round((events / tookMs) * 1000);
  return `${processes} process(es): ${rate} events/s, ${cpuS.toFixed(1)} CPU s and ${brokerCpuS.toFixed(1)} of the broker, ${(peakBytes / 1e6).toFixed(0)} MB, ${transactions} transactions`;
}

function failUnlessEqual(found: ExpectedMinutes, expected: ExpectedMinutes): void {
  if (found.minutes !== expected.minutes || found.positions !== expected.positions)
    throw new Error(
      `${expected.minutes} minutes of ${expected.positions} positions were expected, found are ${found.minutes} of ${found.positions}`,
    );
}

function figuresOf(
  density: Density,
  runs: Readonly<Record<1 | 2, readonly FoldRun[]>>,
  events: number,
  { minutes }: ExpectedMinutes,
): readonly Figure[] {
  const figure = (what: string, unit: Figure['unit'], of: (run: FoldRun) => number): Figure => ({
    measured: { what: `${density}, ${what}, two processes`, runs: runs[2].map(of) },
    baseline: { what: 'one process', runs: runs[1].map(of) },
    unit,
  });
  return [
    figure('in', 'events/s', ({ tookMs }) => (events / tookMs) * 1000),
    figure('out', 'events/s', ({ tookMs }) => (minutes / tookMs) * 1000),
    figure('folding', 'CPU s / million', ({ cpuS }) => (cpuS / events) * 1e6),
    figure('broker', 'CPU s / million', ({ brokerCpuS }) => (brokerCpuS / events) * 1e6),
    figure('peak memory', 'MB', ({ peakBytes }) => peakBytes / 1e6),
  ];
}
