import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { wait } from './wait-until.ts';

/**
 * Runs a command and ends it when our end of the stdin pipe closes, which the kernel does for us however we die.
 * The watcher starts before the pid is reported: a report to a parent that is gone kills the shell (SIGPIPE), and the
 * watcher must already be there to end the server.
 */
const guardScript = `
exec 3<&0
"$@" </dev/null 3<&- >&2 &
server=$!
(
  read -r _ <&3
  kill -TERM "$server"
  seconds=0
  while [ "$seconds" -lt 5 ] && kill -0 "$server"; do sleep 1; seconds=$((seconds + 1)); done
  kill -KILL "$server"
) >/dev/null 2>&1 &
watcher=$!
echo "$server"
exec >&2
wait "$server"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"
`;

/** How to run a program under a guard. */
export interface GuardedCommand {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard output and error are appended here. */
  readonly logFile: string;
}

/** A running program that does not outlive us. */
export interface GuardedProcess {
  /** The program itself, not its guard. */
  readonly pid: number;
  /** Resolves with the exit code (128 + signal as a shell says it) when the program is gone. */
  readonly exited: Promise<number>;
  readonly hasExited: () => boolean;
  /** SIGTERM, and SIGKILL after `graceMs`; returns when the program is gone. */
  readonly stop: (graceMs: number) => Promise<number>;
  /** SIGKILL; returns when the program is gone. */
  readonly kill: () => Promise<number>;
}

/** Starts a program in a session of its own, so that Ctrl-C leaves its end to its owner. */
export async function startGuarded(options: GuardedCommand): Promise<GuardedProcess> {
  const guard = spawnGuard(options);
  let gone = false;
  const exited = once(guard, 'exit').then(([code]: unknown[]) => {
    gone = true;
    killGroup(guard.pid);
    return typeof code === 'number' ? code : 137;
  });
  const pid = await readPid(guard.stdout);
  const signal = (name: NodeJS.Signals) => {
    if (!gone) sendSignal(pid, name);
  };
  const kill = () => {
    signal('SIGKILL');
    return exited;
  };
  const stop = async (graceMs: number) => {
    signal('SIGTERM');
    await Promise.race([exited, wait(graceMs)]);
    return kill();
  };
  return { pid, exited, hasExited: () => gone, stop, kill };
}

function spawnGuard({ command, env, cwd, logFile }: GuardedCommand) {
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn('/bin/sh', ['-c', guardScript, 'guard', ...command], {
      stdio: ['pipe', 'pipe', log],
      detached: true,
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
  } finally {
    closeSync(log);
  }
}

async function readPid(stdout: Readable | null): Promise<number> {
  if (stdout === null) throw new Error('the guard of a server has no output');
  for await (const line of createInterface({ input: stdout })) return Number(line);
  throw new Error('the guard of a server ended before it started the server');
}

/** Whatever of the group is left when the guard was killed before its server. */
function killGroup(guardPid: number | undefined): void {
  if (guardPid !== undefined) sendSignal(-guardPid, 'SIGKILL');
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what the signal is for.
  }
}
