import { spawn, type ChildProcess } from 'node:child_process';

/** Runs programs, each in a process group of its own that can be ended as a whole. */
export interface ProgramRunner {
  /**
   * Runs a program with these variables beside those of this process, and resolves with its exit code: 1 where a signal
   * ended it, or it took too long.
   */
  readonly run: (
    command: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
  ) => Promise<number>;
  /** Ends all that run. */
  readonly end: (signal: NodeJS.Signals) => void;
}

/** How long a program gets to leave after it was asked to. */
const GRACE_MS = 30_000;

/** Starts a runner for programs of this directory; what they say goes where this program's words go. */
export function createProgramRunner(cwd: string, limitMs: number): ProgramRunner {
  const running = new Set<ChildProcess>();
  return {
    end(signal) {
      for (const child of running) endGroup(child, signal);
    },
    async run([file, ...args], environment) {
      const env = { ...process.env, ...environment };
      const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
      running.add(child);
      const limit = setTimeout(() => endGroup(child, 'SIGTERM'), limitMs);
      const code = await exitOf(child);
      clearTimeout(limit);
      running.delete(child);
      return code;
    },
  };
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  signalGroup(child, signal);
  const last = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(last));
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
  });
