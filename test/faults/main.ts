import { Command, Option } from 'commander';
import { interruption } from '../../bench/interruption.ts';
import { exitCodeOf, explain, print, say } from '../../cli/commands/command-context.ts';
import { wholeNumber } from '../../cli/commands/whole-number.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { formatFaults, isUnharmed } from './format-faults.ts';
import { openArena } from './open-arena.ts';
import { runScenario, runUndisturbed, type FaultResult, type RunPlan } from './run-scenario.ts';
import { faultScenarios } from './scenarios.ts';
import { undisturbed } from './scenarios/undisturbed.ts';

interface Options {
  readonly seed: number;
  readonly events: number;
  readonly only: readonly string[];
  readonly short?: true;
}

/** So many of a kind are told one by one. */
const MOST_TOLD = 10;

const names = faultScenarios.map(({ name }) => name);

const program = new Command('test:faults')
  .description(
    'Folds a recording of telemetry with both stages while their workers and servers are killed, halted and taken away, and holds what comes of it, record by record, against an undisturbed run and an independent calculation. Exits with 1 if anything is lost, is there twice, or is off otherwise.',
  )
  .option('--seed <n>', 'of the recording and of all chance', wholeNumber(0), 1)
  .option('--events <n>', 'reports in the recording', wholeNumber(1000), 100_000)
  .addOption(new Option('--only <scenario...>', 'only these').choices(names).default([], 'all'))
  .option('--short', 'each fault a few times only, as in npm test')
  .addHelpText('after', `\n${faultScenarios.map(({ name, fault }) => `${name}: ${fault}`).join('\n')}`)
  .showHelpAfterError()
  .action(runAll);

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  say(`test:faults: ${explain(error)}`);
  process.exit(exitCodeOf(error));
}

async function runAll({ seed, events, only, short }: Options): Promise<void> {
  const lifecycle = createLifecycle();
  const plan: RunPlan = { form: short === true ? 'short' : 'whole', signal: interruption(), say };
  try {
    const arena = await openArena({ seed, events }, lifecycle);
    say(
      `seed ${seed}: ${arena.recording.records.length} records, ${arena.recording.reports} of them reports`,
    );
    const first = await runUndisturbed(undisturbed, arena, plan);
    const results = [first.result];
    tell(first.result);
    // Against a run that went wrong by itself, nothing can be held.
    for (const scenario of isUnharmed(first.result) ? faultScenarios : []) {
      if (only.length > 0 && !only.includes(scenario.name)) continue;
      const result = await runScenario(scenario, arena, plan, first.undisturbed);
      results.push(result);
      tell(result);
    }
    print(formatFaults(results));
    if (!results.every(isUnharmed)) process.exitCode = 1;
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
