import { Command } from 'commander';
import { ERRORS, messageOf, TachoError } from '../../platform/core/errors.ts';
import { EmbeddedStackError } from '../../platform/embedded/embedded-stack-error.ts';
import { createLifecycle, type Lifecycle } from '../../platform/runtime/lifecycle.ts';
import type { Environment } from '../../platform/settings/read-settings.ts';
import { findInstallation } from '../installation.ts';

/** Where a command works, and what it closes when it ends. */
export interface CommandContext {
  readonly environment: Environment;
  readonly lifecycle: Lifecycle;
}

/** Where data and settings are unless `--data-dir` says otherwise. */
export const defaultDataDir = process.env['TACHO_DATA_DIR'] ?? '.tacho';

/** A command of the CLI with the option that all share. */
export const newCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--data-dir <dir>', 'where the installation keeps its data and settings', defaultDataDir)
    .showHelpAfterError();

/** Runs work against the installation of a data directory and closes what it opened, whatever happens. */
export const withInstallation = async (
  { dataDir }: { readonly dataDir: string },
  work: (context: CommandContext) => Promise<void>,
): Promise<void> => withEnvironment(await findInstallation(dataDir, process.env), work);

/** Runs work that needs no installation on this machine, and closes what it opened, whatever happens. */
export async function withEnvironment(
  environment: Environment,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    await work({ environment, lifecycle });
  } finally {
    await lifecycle.close();
  }
}

const EX_SOFTWARE = 70;

/** The exit code that an error asks for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TachoError) return ERRORS[error.code].exitCode;
  return error instanceof EmbeddedStackError ? ERRORS['server-missing'].exitCode : EX_SOFTWARE;
}

/** What a user is told of an error: its sentence, and the stack only where it was not foreseen. */
export function explain(error: unknown): string {
  if (error instanceof TachoError || error instanceof EmbeddedStackError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}

/** Writes an answer to stdout. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Tells the person at the terminal something that is no part of the answer. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
