import { join } from 'node:path';
import { cpuOfCommand } from './cpu-of-command.ts';
import type { Figure, Series } from './scenario.ts';

/** Baseline: npm starts a Node that does nothing. */
const NOTHING: Command = { what: 'npm exec -c "node -e 0"', words: ['npm', 'exec', '-c', 'node -e 0'] };

interface Command {
  readonly what: string;
  readonly words: readonly string[];
  readonly exitCode?: number;
}

/** CPU seconds of commands, each run beside what npm takes to start a Node that does nothing. */
export async function runCommands(
  /** Of an installation that runs. */
  dataDir: string,
  { runs, say }: { readonly runs: number; readonly say: (text: string) => void },
): Promise<readonly Figure[]> {
  const commands = commandsAt(dataDir);
  const used = new Map<Command, number[]>([NOTHING, ...commands].map((command) => [command, []]));
  for (let run = 0; run < runs; run += 1)
    for (const [command, seconds] of used) seconds.push(await cpuOf(command));
  const seriesOf = (command: Command): Series => ({ what: command.what, runs: used.get(command) ?? [] });
  const baseline = seriesOf(NOTHING);
  for (const command of commands) {
    const ratio = leastOf(seriesOf(command)) / leastOf(baseline);
    say(
      `${command.what}: at least ${leastOf(seriesOf(command))} CPU s, ${ratio.toFixed(2)} times the least of npm`,
    );
  }
  return commands.map((command) => ({ measured: seriesOf(command), baseline, unit: 'CPU s' }));
}

/** From source: as it is, and as npm starts it. */
function commandsAt(dataDir: string): readonly Command[] {
  const [node, npm] = [
    [process.execPath, 'cli/tacho.js'],
    ['npm', 'exec', '--', 'tacho'],
  ];
  const status = ['status', '--data-dir', dataDir];
  const nowhere = ['status', '--data-dir', join(dataDir, 'nowhere')];
  return [
    { what: 'tacho --help', words: [...node, '--help'] },
    { what: 'tacho status', words: [...node, ...status] },
    { what: 'tacho status, nothing runs', words: [...node, ...nowhere], exitCode: 69 },
    { what: 'npm exec tacho -- --help', words: [...npm, '--help'] },
    { what: 'npm exec tacho -- status', words: [...npm, ...status] },
  ];
}

const cpuOf = ({ words, exitCode }: Command): Promise<number> => cpuOfCommand(words, exitCode);

const leastOf = ({ runs }: Series): number => Math.min(...runs);
