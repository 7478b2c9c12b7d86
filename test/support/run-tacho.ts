import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished, TestRunner } from 'vitest';
import { ROOT } from '../architecture/project-files.ts';
import { ownEnvironment } from './own-environment.ts';

/** How a command of the CLI ended. */
export interface TachoResult {
  /** Null after a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of the CLI that runs, as a process of its own. */
export interface RunningTacho {
  readonly pid: number;
  readonly ended: Promise<TachoResult>;
  /** Resolves when it has said so; rejects where it ends before. */
  says(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts `tacho` of this checkout, or of another one, with these variables beside those of this process.
 */
export function startTacho(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  checkout = ROOT,
): RunningTacho {
  const child = spawn(process.execPath, [join(checkout, 'cli/main.ts'), ...args], {
    cwd: checkout,
    env: { ...ownEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const followed = { ...follow(child), kill: (signal: NodeJS.Signals) => void child.kill(signal) };
  endWithTest(child, followed);
  return followed;
}

/**
 * Starts `npm run tacho`, from source, as a terminal does: a signal, as of Ctrl-C, reaches npm, the shell and all that
 * have not left their process group.
 */
export function startTachoInTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningTacho {
  const child = spawn('npm', ['run', 'tacho', '--', ...args], {
    cwd: ROOT,
    env: { ...ownEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const inGroup = follow(child);
  const followed = { ...inGroup, kill: (signal: NodeJS.Signals) => void process.kill(-inGroup.pid, signal) };
  endWithTest(child, followed);
  return followed;
}

/** Kills what a test that failed has left running; servers and workers end with the command that started them. */
function endWithTest(child: ChildProcess, { kill }: Pick<RunningTacho, 'kill'>): void {
  // What a hook starts, it waits for.
  if (TestRunner.getCurrentTest() === undefined) return;
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) kill('SIGKILL');
  });
}

/** Keeps what a child says. */
function follow(child: ChildProcessByStdio<null, Readable, Readable>): Omit<RunningTacho, 'kill'> {
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.stderr += bytes.toString()));
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, ...said }));
  return {
    pid: child.pid ?? 0,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(said.stderr) || pattern.test(said.stdout)) resolve();
        };
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        look();
        void ended.then(({ stderr }) =>
          reject(new Error(`tacho ended before it said ${pattern.source}: ${stderr}`)),
        );
      }),
  };
}

/** Runs a command to its end. */
export const runTacho = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  checkout?: string,
): Promise<TachoResult> => startTacho(args, environment, checkout).ended;
