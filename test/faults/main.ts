import { Command, Option } from 'commander';
import { exitCodeOf, explain, print, say } from '../../cli/commands/command-context.ts';
import { stopSignal } from '../../cli/commands/stop-signal.ts';
import { wholeNumber } from '../../cli/commands/whole-number.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import type { Arena } from './arena.ts';
import { formatFaults, isUnharmed } from './format-faults.ts';
import { openArena } from './open-arena.ts';
import { openGround } from './projections/open-ground.ts';
import type { ProjectionScenario } from './projections/projection-scenario.ts';
import { runProjectionScenario } from './projections/run-projection-scenario.ts';
import { projectionScenarios } from './projections/scenarios.ts';
import type { FaultResult, RunPlan } from './play-scenario.ts';
import { namespaceOf, runScenario, runUndisturbed } from './run-scenario.ts';
import { faultScenarios } from './scenarios.ts';
import { undisturbed } from './scenarios/undisturbed.ts';

const SIDES = ['processors', 'projections'] as const;

interface Options {
  readonly seed: number;
  readonly events: number;
  readonly side?: (typeof SIDES)[number];
  readonly only: readonly string[];
  readonly short?: true;
}

/** So many of a kind are told one by one. */
const MOST_TOLD = 10;

const scenarios = [...faultScenarios, ...projectionScenarios];

const program = new Command('test:faults')
  .description(
    'Folds a recording of telemetry with both stages, and makes tables of what comes of it, while workers and servers are killed, halted, cut off and taken away. Holds what comes of that, record by record and row by row, against an undisturbed run and independent calculations. Exits with 1 if anything is lost, is there twice, or is off otherwise.',
  )
  .option('--seed <n>', 'of the recording and of all chance', wholeNumber(0), 1)
  .option('--events <n>', 'reports in the recording', wholeNumber(1000), 100_000)
  .addOption(new Option('--side <side>', 'only what happens to these').choices(SIDES))
  .addOption(
    new Option('--only <scenario...>', 'only these')
      .choices(scenarios.map(({ name }) => name))
      .default([], 'all'),
  )
  .option('--short', 'each fault a few times only, as in npm test')
  .addHelpText('after', `\n${scenarios.map(({ name, fault }) => `${name}: ${fault}`).join('\n')}`)
  .showHelpAfterError()
  .action(runAll);

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  say(`test:faults: ${explain(error)}`);
  process.exit(exitCodeOf(error));
}

async function runAll({ seed, events, only, side, short }: Options): Promise<void> {
  const isChosen =
    (of: (typeof SIDES)[number]) =>
    ({ name }: { readonly name: string }): boolean =>
      (side ?? of) === of && (only.length === 0 || only.includes(name));
  const folding = faultScenarios.filter(isChosen('processors'));
  const building = projectionScenarios.filter(isChosen('projections'));
  const lifecycle = createLifecycle();
  const plan: RunPlan = { form: short === true ? 'short' : 'whole', signal: stopSignal(), say };
  try {
    const servers = building.length === 0 ? [] : (['clickhouse'] as const);
    const arena = await openArena({ seed, events, now: Date.now(), servers }, lifecycle);
    say(
      `seed ${seed}: ${arena.recording.records.length} records, ${arena.recording.reports} of them reports`,
    );
    const first = await runUndisturbed(undisturbed, arena, plan);
    tell(first.result);
    // Against a run that went wrong by itself, nothing can be held.
    const isSound = isUnharmed(first.result);
    const built = isSound ? await runBuilding(building, arena, plan) : [];
    const folded = [first.result];
    for (const scenario of isSound ? folding : []) {
      const result = await runScenario(scenario, arena, plan, first.undisturbed);
      folded.push(result);
      tell(result);
    }
    print(`Processors\n${formatFaults(folded)}`);
    if (built.length > 0) print(`\nProjections\n${formatFaults(built)}`);
    if (![...folded, ...built].every(isUnharmed)) process.exitCode = 1;
  } finally {
    await lifecycle.close();
  }
}

/** Tables are made of what the undisturbed run has written. */
async function runBuilding(
  chosen: readonly ProjectionScenario[],
  arena: Arena,
  plan: RunPlan,
): Promise<readonly FaultResult[]> {
  const results: FaultResult[] = [];
  if (chosen.length === 0) return results;
  const lifecycle = createLifecycle();
  try {
    const ground = await openGround(arena, namespaceOf(undisturbed), lifecycle, plan.signal);
    for (const scenario of chosen) {
      const result = await runProjectionScenario(scenario, ground, plan);
      results.push(result);
      tell(result);
    }
    return results;
  } finally {
    await lifecycle.close();
  }
}

/** What is off, as soon as it is known. */
function tell(result: FaultResult): void {
  const { name, lost, duplicated, wrong, seconds } = result;
  say(`${name}: ${lost} lost, ${duplicated} duplicated, in ${Math.round(seconds)} s`);
  for (const each of wrong.slice(0, MOST_TOLD)) say(`${name}: ${each}`);
  if (wrong.length > MOST_TOLD) say(`${name}: and ${wrong.length - MOST_TOLD} more`);
}
