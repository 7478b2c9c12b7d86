import { openLog, type LogConnection } from '../../cli/connections.ts';
import { startBenchStack } from '../bench-stack.ts';
import { fillWithTicks } from '../fill-with-ticks.ts';
import { foldPositions } from '../fold-positions.ts';
import type { FoldPlace } from '../fold-under-test.ts';
import { receivedNow } from '../received-now.ts';
import { countOwnRows } from '../run-own-projection.ts';
import { countStated, runAlone, runWhole, type WholeRun } from '../run-whole.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';
import { tableClient } from '../table-client.ts';

/** The line from the log on: everything at the same time on the same cores. */
export const whole: Scenario = {
  name: 'whole',
  doc: 'all first-stage processors over dense telemetry (six reports a vehicle and minute), exactly once, by two processes, while vehicle_positions is written into ClickHouse, against summarize-vehicle-minutes alone over the same log',
  run,
};

/** Factor by which the time of the positions is squeezed. */
const DENSE = 10;

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { events, runs, lifecycle, say } = setting;
  const stack = await startBenchStack(setting);
  const connection = await openLog(stack.environment, lifecycle);
  const client = lifecycle.own(tableClient(stack));
  await fill(connection, setting);
  // What the projections worker reads too.
  const source = stack.namespace;
  const alone: WholeRun[] = [];
  const together: WholeRun[] = [];
  let stated = 0;
  for (let index = 0; index < runs; index += 1) {
    const minutes: FoldPlace = { folds: 'minutes', source, own: `${source}-alone-${index}` };
    const vehicles: FoldPlace = { folds: 'vehicles', source, own: `${source}-whole-${index}` };
    alone.push(await runAlone(minutes, stack, connection, setting));
    together.push(await runWhole(vehicles, stack, client, connection, setting));
    for (const place of [minutes, vehicles]) {
      stated = await countStated(place, connection);
      if (stated !== events) throw new Error(`${events} positions became minutes of ${stated}`);
    }
    say(
      `run ${index + 1}: ${describe(together.at(-1), events)}; the fold alone ${describe(alone.at(-1), events)}`,
    );
  }
  const { rows, distinct } = await countOwnRows(stack, client);
  if (rows !== events || distinct !== events)
    throw new Error(`${events} events became ${rows} rows of ${distinct} identities`);
  return { figures: figuresOf(together, alone, events), counts: { rows, distinct, stated } };
}

async function fill({ log, codec, names }: LogConnection, setting: BenchSetting): Promise<void> {
  const { events, data, lifecycle, signal, say } = setting;
  const positionsOf = await foldPositions(data);
  const startedAt = performance.now();
  const appender = lifecycle.own(await log.appender());
  const target = { log, appender, codec, names, signal };
  await fillWithTicks(receivedNow(positionsOf(events, DENSE), Date.now()), target);
  say(`${events} positions are in the log, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function describe(run: WholeRun | undefined, events: number): string {
  if (run === undefined) return '';
  const rate = Math.round((events / run.doneMs) * 1000);
  return `${rate} events/s, CPU s: folding ${run.cpuS.toFixed(1)}, broker ${run.brokerCpuS.toFixed(1)}, ClickHouse ${run.clickhouseCpuS.toFixed(1)}, projections ${run.projectionCpuS.toFixed(1)}`;
}

function figuresOf(
  together: readonly WholeRun[],
  alone: readonly WholeRun[],
  events: number,
): readonly Figure[] {
  const figure = (
    what: string,
    unit: Figure['unit'],
    of: (run: WholeRun) => number,
    ofAlone: (run: WholeRun) => number = of,
  ): Figure => ({
    measured: { what, runs: together.map(of) },
    baseline: { what: 'one fold alone', runs: alone.map(ofAlone) },
    unit,
  });
  const perMillion = (cpuS: number): number => (cpuS / events) * 1e6;
  const everyone = (run: WholeRun): number =>
    perMillion(run.cpuS + run.brokerCpuS + run.clickhouseCpuS + run.projectionCpuS);
  return [
    figure('in', 'events/s', ({ doneMs }) => (events / doneMs) * 1000),
    figure('all processes', 'CPU s / million', everyone),
    figure('folding', 'CPU s / million', ({ cpuS }) => perMillion(cpuS)),
    figure('broker', 'CPU s / million', ({ brokerCpuS }) => perMillion(brokerCpuS)),
    figure('ClickHouse', 'CPU s / million', ({ clickhouseCpuS }) => perMillion(clickhouseCpuS), everyone),
    figure('projections', 'CPU s / million', ({ projectionCpuS }) => perMillion(projectionCpuS), everyone),
    figure('peak memory, folding', 'MB', ({ peakBytes }) => peakBytes / 1e6),
    figure('peak memory, the others', 'MB', ({ otherPeakBytes }) => otherPeakBytes / 1e6),
  ];
}
