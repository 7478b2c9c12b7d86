import { Argument, Command, InvalidArgumentError } from 'commander';
import { exitCodeOf, explain, print, say } from '../cli/commands/command-context.ts';
import { stopSignal } from '../cli/commands/stop-signal.ts';
import { formatResults } from './format-results.ts';
import { scenarios } from './index.ts';
import { runScenarios } from './run-scenarios.ts';
import { summarize } from './summarize.ts';

interface Options {
  readonly events: number;
  readonly runs: number;
  readonly seconds: number;
  readonly bytes?: number;
  readonly data?: string;
  readonly json?: true;
}

const program = new Command('bench')
  .description(
    'measures Tachograph on servers of its own, each figure beside a baseline taken in the same run',
  )
  .addArgument(
    new Argument('[scenario...]', 'what to measure; everything unless named').choices(
      scenarios.map(({ name }) => name),
    ),
  )
  .option('--events <n>', 'events in the log', positive, 3_000_000)
  .option('--runs <n>', 'runs of each, alternating', positive, 3)
  .option('--seconds <n>', 'how long load is kept up, where there is a rate', positive, 30)
  .option('--bytes <n>', 'bytes of a large position, about, where a scenario can', positive)
  .option(
    '--data <folder>',
    'recorded days to make positions from, where a scenario can (made up unless named)',
  )
  .option('--json', 'print the results as JSON')
  .addHelpText('after', `\n${scenarios.map(({ name, doc }) => `${name}: ${doc}`).join('\n')}`)
  .showHelpAfterError()
  .action(measure);

try {
  await program.parseAsync();
  process.exit(0);
} catch (error) {
  say(`bench: ${explain(error)}`);
  process.exit(exitCodeOf(error));
}

async function measure(names: readonly string[], { json, data, bytes, ...options }: Options): Promise<void> {
  const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  const results = await runScenarios(chosen, {
    ...options,
    data: data ?? null,
    bytes: bytes ?? null,
    environment: process.env,
    shared: null,
    signal: stopSignal(),
    say,
  });
  const full = results.map((result) => ({ ...result, summaries: result.figures.map(summarize) }));
  print(json === true ? JSON.stringify(full, null, 2) : formatResults(results));
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
