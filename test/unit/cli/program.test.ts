import { Command, CommanderError, Help } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../cli/commands/index.ts';
import { programFor } from '../../../cli/program.ts';
import { sourceFiles, textOf } from '../../architecture/project-files.ts';

/** What a person at the terminal sees of it, and the exit code that commander asks for. */
interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

describe.each(commands)('$usage', ({ usage, description, load }) => {
  test('is listed as its own help describes it', async () => {
    const command = await load();
    expect({ usage: new Help().subcommandTerm(command), description: command.description() }).toEqual({
      usage,
      description,
    });
  });
});

test('every command that a file declares is listed', async () => {
  const files = await Promise.all((await sourceFiles('cli/commands')).map(textOf));
  const declared = files.flatMap((text) =>
    [...text.matchAll(/^\/\*\* `tacho (\w+)\b.*\nexport const \1Command\b/gm)].map(([, name]) => name),
  );
  expect(declared.sort()).toEqual(commands.map(({ usage }) => usage.split(' ')[0]).sort());
});

/** No command runs for these: it is help that is asked for, or a mistake. */
const LINES = [
  '',
  '--help',
  '-h',
  'help',
  'help --help',
  '--help status',
  'help status',
  'help jobs',
  'status --help',
  'jobs --help',
  'jobs help pause',
  'jobs show --help',
  'help nonsense',
  'nonsense',
  'statsu',
  '--nonsense status',
  'status --nonsense',
  'status nonsense',
  '-- status --help',
  'archive',
  'jobs nonsense',
];

test.each(LINES)('"tacho %s" says what it would with all commands loaded', async (line) => {
  const args = line.split(' ').filter((word) => word !== '');
  const whole = await programFor([]);
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  const all = new Command(whole.name()).description(whole.description()).showHelpAfterError(HINT);
  for (const command of loaded) all.addCommand(command);
  expect(await saidBy(await programFor(args), args)).toEqual(await saidBy(all, args));
});

const HINT = '"tacho --help" lists the commands.';

test('a misspelt command is refused with the one that was meant', async () => {
  const said = await saidBy(await programFor(['statsu']), ['statsu']);
  expect(said).toEqual({
    stdout: '',
    stderr: `error: unknown command 'statsu'\n(Did you mean status?)\n${HINT}\n`,
    exitCode: 1,
  });
});

async function saidBy(program: Command, args: readonly string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const listen = (command: Command): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => (said.stdout += text),
      writeErr: (text) => (said.stderr += text),
    });
    command.commands.forEach(listen);
  };
  listen(program);
  const ended = await program.parseAsync([...args], { from: 'user' }).catch((error: unknown) => error);
  if (!(ended instanceof CommanderError))
    throw new Error(`"${args.join(' ')}" ran a command`, { cause: ended });
  return { ...said, exitCode: ended.exitCode };
}
