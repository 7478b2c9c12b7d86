import { cpus, loadavg } from 'node:os';
import { createLifecycle } from '../platform/runtime/lifecycle.ts';
import type { BenchSetting, ScenarioResult, Scenario } from './scenario.ts';

/** Result of a scenario, and the machine that it ran on. */
export interface BenchResult extends ScenarioResult {
  readonly scenario: string;
  readonly events: number;
  readonly cores: number;
  /** Processes that wanted a core in the minute before, on average: above 0 others worked too. */
  readonly loadBefore: number;
}

/** Runs scenarios one after the other; each closes what it opened before the next begins. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  setting: Omit<BenchSetting, 'lifecycle'>,
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const scenario of scenarios) results.push(await runScenario(scenario, setting));
  return results;
}

async function runScenario(
  { name, doc, run }: Scenario,
  setting: Omit<BenchSetting, 'lifecycle'>,
): Promise<BenchResult> {
  setting.signal.throwIfAborted();
  const lifecycle = createLifecycle();
  const loadBefore = loadavg()[0] ?? 0;
  const say = (text: string): void => setting.say(`${name}: ${text}`);
  say(doc);
  try {
    const outcome = await run({ ...setting, say, lifecycle });
    return { scenario: name, events: setting.events, cores: cpus().length, loadBefore, ...outcome };
  } finally {
    await lifecycle.close();
  }
}
