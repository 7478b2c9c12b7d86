import { Command, Help } from 'commander';
import { commands, type ListedCommand } from './commands/index.ts';

/**
 * The command line for these arguments: the command that they ask for is loaded, and of each other one only stands
 * what the help lists.
 */
export async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command('tacho')
    .description('Tachograph: telemetry of vehicles, from a POST to an analyst’s report')
    .showHelpAfterError('"tacho --help" lists the commands.')
    .configureHelp({ subcommandTerm: termOf });
  const asked = askedIn(program.parseOptions([...args]).operands);
  for (const listed of commands)
    program.addCommand(nameOf(listed) === asked ? await listed.load() : placeholderFor(listed));
  return program;
}

/** The command that is to run, or whose help is wanted. */
const askedIn = ([first, second]: readonly string[]): string | undefined =>
  first === 'help' ? second : first;

const nameOf = ({ usage }: ListedCommand): string => usage.split(' ', 1).join();

const placeholderFor = (listed: ListedCommand): Command =>
  new Command(nameOf(listed)).description(listed.description);

/** A placeholder has no arguments that the help could list. */
const termOf = (command: Command): string =>
  commands.find((listed) => nameOf(listed) === command.name())?.usage ?? new Help().subcommandTerm(command);
