import { join } from 'node:path';
import { openLog, type LogConnection } from '../../cli/connections.ts';
import { openLives, type LivesConnection } from '../../cli/projections/open-lives.ts';
import { startWorkerProcess } from '../../cli/workers/worker-process.ts';
import { appendInBatches } from '../append-in-batches.ts';
import { startBenchServers, type BenchStack } from '../bench-stack.ts';
import { makeTopics } from '../make-topics.ts';
import { runRebuild, type RebuildArena, type RebuildRun } from '../run-rebuild.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';
import { firstStatements, hourStatements, minuteStatements, type Statements } from '../statements.ts';
import { tableClient } from '../table-client.ts';

/** A rebuild beside the live version. */
export const replay: Scenario = {
  name: 'replay',
  doc: 'a rebuild of vehicle_minutes, then one of route_hours, each over a log of statements, while the live version takes 1,000 more a second, against only reading the same records',
  run,
};

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { lifecycle, runs, say, events } = setting;
  const stack = await startBenchServers(setting);
  const connection = await openLog(stack.environment, lifecycle);
  const made = [minuteStatements(connection), hourStatements(connection)];
  await fill(made, connection, setting);
  const lives = await openLives({ environment: stack.environment, lifecycle });
  const arena = startArena(made, lives, stack, setting);
  const figures: Figure[] = [];
  const counts: Record<string, number> = {};
  for (const statements of made) {
    const found: RebuildRun[] = [];
    for (let index = 0; index < runs; index += 1) {
      const rebuilt = await runRebuild(statements, arena, setting);
      found.push(rebuilt);
      counts[statements.projection] = rebuilt.rows;
      say(
        `${statements.projection}, run ${index + 1}: ${Math.round((events / rebuilt.tookMs) * 1000)} events/s, live lag ${Math.round(rebuilt.lagMs)} ms, before ${Math.round(rebuilt.calmLagMs)} ms`,
      );
    }
    figures.push(...figuresOf(statements.projection, found, events));
  }
  return { figures, counts };
}

async function fill(
  made: readonly Statements[],
  { log, names }: LogConnection,
  { events, lifecycle, signal, say }: BenchSetting,
): Promise<void> {
  const startedAt = performance.now();
  await makeTopics(log, names);
  const appender = lifecycle.own(await log.appender());
  for (const statements of made)
    await appendInBatches(firstStatements(statements, events, Date.now()), appender, signal);
  say(`the topics are filled, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** One worker for both, as in production. */
function startArena(
  made: readonly Statements[],
  lives: LivesConnection,
  stack: BenchStack,
  { lifecycle }: BenchSetting,
): RebuildArena {
  const worker = startWorkerProcess({
    name: 'projections',
    environment: { ...stack.environment, PROJECTIONS: made.map(({ projection }) => projection).join() },
    logFile: join(stack.dataDir, 'projections.log'),
  });
  lifecycle.own({ close: () => worker.stop() });
  return { lives, stack, pids: [...stack.pids, worker.pid], client: lifecycle.own(tableClient(stack)) };
}

function figuresOf(projection: string, found: readonly RebuildRun[], events: number): readonly Figure[] {
  const figure = (
    what: string,
    unit: Figure['unit'],
    of: (run: RebuildRun) => number,
    baseline: string,
    ofBaseline: (run: RebuildRun) => number,
  ): Figure => ({
    measured: { what: `${projection}, ${what}`, runs: found.map(of) },
    baseline: { what: baseline, runs: found.map(ofBaseline) },
    unit,
  });
  const rate = (tookMs: number): number => (events / tookMs) * 1000;
  const perMillion = (cpuS: number): number => (cpuS / events) * 1e6;
  return [
    figure(
      'rebuilt',
      'events/s',
      ({ tookMs }) => rate(tookMs),
      'only read',
      ({ readMs }) => rate(readMs),
    ),
    figure(
      'longest lag of the live one',
      'ms',
      ({ lagMs }) => lagMs,
      'before',
      ({ calmLagMs }) => calmLagMs,
    ),
    figure(
      'cores used, worker and servers',
      'CPU s / million',
      ({ cpuS }) => perMillion(cpuS),
      'only read',
      ({ readCpuS }) => perMillion(readCpuS),
    ),
  ];
}
