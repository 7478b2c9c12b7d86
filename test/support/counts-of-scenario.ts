import { expect } from 'vitest';
import { benchDirectory } from '../../bench/bench-stack.ts';
import { runScenarios } from '../../bench/run-scenarios.ts';
import type { BenchSetting, Scenario, BenchServers } from '../../bench/scenario.ts';
import { summarize } from '../../bench/summarize.ts';
import { startStack } from '../../platform/embedded/start-stack.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';

/** Events in the log of a scenario that is only tried. */
export const FEW_EVENTS = 3000;
/** Before the test itself is given up, so that the servers are stopped. */
const WITHIN_MS = 170_000;

const SETTING: Omit<BenchSetting, 'lifecycle' | 'signal' | 'shared'> = {
  events: FEW_EVENTS,
  runs: 1,
  seconds: 2,
  bytes: null,
  data: null,
  environment: process.env,
  say: () => undefined,
};

/** Starts servers for scenarios that are only tried, for as long as the lifecycle. */
export async function openSharedServers(lifecycle: Lifecycle): Promise<BenchServers> {
  const dataDir = await benchDirectory({ lifecycle });
  const stack = await startStack({ dataDir });
  lifecycle.own({ close: () => stack.stop() });
  let opened = 0;
  return { stack, dataDir, nextNamespace: () => `bench_${(opened += 1)}` };
}

/** What a scenario counts when it is run once. Nothing timed is asserted: only that every figure is a number. */
export async function countsOfScenario(
  scenario: Scenario,
  shared: BenchServers,
  events: number = FEW_EVENTS,
): Promise<Readonly<Record<string, number>>> {
  const results = await runScenarios([scenario], {
    ...SETTING,
    ...{ events, shared },
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const summaries = results.flatMap(({ figures }) => figures.map(summarize));
  expect(summaries.length).toBeGreaterThan(0);
  for (const { ratio } of summaries) expect(ratio).not.toBeNaN();
  return results[0]?.counts ?? {};
}
