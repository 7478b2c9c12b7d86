import { explain, exitCodeOf, say } from './commands/command-context.ts';
import { programFor } from './program.ts';

try {
  const program = await programFor(process.argv.slice(2));
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  say(`tacho: ${explain(error)}`);
  process.exit(exitCodeOf(error));
}
