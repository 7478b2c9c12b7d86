import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodeScript } from '../../platform/embedded/node-script.ts';
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
  /** Resolves when it has said so on stderr; rejects where it ends before. */
  says(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts `tacho` with these variables beside those of this process: what these tests are made of, the source or the
 * build of it, or the source of a checkout.
 */
export function startTacho(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  checkout?: string,
): RunningTacho {
  const script =
    checkout === undefined
      ? nodeScript(import.meta.url, '../../cli/main')
      : ['--import', 'tsx', join(checkout, 'cli/main.ts')];
  const child = spawn(process.execPath, [...script, ...args], {
    cwd: checkout ?? ROOT,
    env: { ...ownEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.stderr += bytes.toString()));
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, ...said }));
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(said.stderr)) resolve();
        };
        child.stderr.on('data', look);
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
