import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { nodeScript } from '../../platform/embedded/node-script.ts';
import { STOP_WITH_PARENT } from '../../platform/runtime/stop-with-parent.ts';

export type WorkerName = 'ingest' | 'processors' | 'projections' | 'reports' | 'archive';

/** The workers that every installation has, in the order of the data. */
export const workerNames: readonly WorkerName[] = ['ingest', 'processors', 'projections', 'reports'];

/** The workers of an installation with these settings: the archiver runs where there is an archive. */
export const workersOf = (settings: Readonly<Record<string, string | undefined>>): readonly WorkerName[] =>
  (settings['ARCHIVE_DIR'] ?? '') === '' ? workerNames : [...workerNames, 'archive'];

/** A worker as a child process. */
export interface WorkerProcess {
  readonly name: WorkerName;
  readonly pid: number;
  readonly running: boolean;
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and kills it when it has not after a while. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly name: WorkerName;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
}

const PATIENCE_MS = 20_000;

/** Starts a worker; it ends with this process, however this one ends, since the pipe to it is closed then. */
export function startWorkerProcess({ name, environment, logFile }: WorkerOptions): WorkerProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [nodeScript(import.meta.url, `../../${name}/main`)], {
    stdio: ['pipe', log, log],
    env: { ...environment, [STOP_WITH_PARENT]: '1' },
    // A separate process group: Ctrl-C reaches only the parent, which then stops workers and servers in order.
    detached: true,
  });
  closeSync(log);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    name,
    pid: child.pid ?? 0,
    get running() {
      return isRunning(child);
    },
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (!isRunning(child)) return;
      child.kill('SIGTERM');
      const lastResort = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(lastResort);
    },
  };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
