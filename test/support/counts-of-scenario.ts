import { expect } from 'vitest';
import { runScenarios } from '../../bench/run-scenarios.ts';
import type { BenchSetting, Scenario } from '../../bench/scenario.ts';
import { summarize } from '../../bench/summarize.ts';

/** Events in the log of a scenario that is only tried. */
export const FEW_EVENTS = 3000;
/** Before the test itself is given up, so that the servers are stopped. */
const WITHIN_MS = 170_000;

const SETTING: Omit<BenchSetting, 'lifecycle' | 'signal'> = {
  events: FEW_EVENTS,
  runs: 1,
  seconds: 2,
  bytes: null,
  data: null,
  environment: process.env,
  say: () => undefined,
};

/** What a scenario counts when it is run once. Nothing timed is asserted: only that every figure is a number. */
export async function countsOfScenario(
  scenario: Scenario,
  events: number = FEW_EVENTS,
): Promise<Readonly<Record<string, number>>> {
  const results = await runScenarios([scenario], {
    ...SETTING,
    events,
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const summaries = results.flatMap(({ figures }) => figures.map(summarize));
  expect(summaries.length).toBeGreaterThan(0);
  for (const { ratio } of summaries) expect(ratio).not.toBeNaN();
  return results[0]?.counts ?? {};
}
