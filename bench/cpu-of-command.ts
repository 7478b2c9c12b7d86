import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { benchEnvironment } from './bench-stack.ts';

const CHECKOUT = join(import.meta.dirname, '..');
/** Runs a command, then says what the shell itself and what its children have used of the cores (POSIX, `times`). */
const SCRIPT = '"$@" > /dev/null 2>&1; code=$?; times; exit $code';
/** User time and system time. */
const TIMES = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/gm;

/**
 * Runs a command in the checkout, by the Node of this process, and resolves with what it and its children have used
 * of the cores, seconds; most shells count hundredths. Throws where it ends otherwise than with the exit code.
 */
export function cpuOfCommand(command: readonly string[], exitCode = 0): Promise<number> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { ...benchEnvironment(process.env), PATH: path };
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', SCRIPT, 'sh', ...command], { cwd: CHECKOUT, env }, (error, stdout) => {
      const code = error === null ? 0 : error.code;
      if (code === exitCode) resolve(secondsIn(stdout));
      else reject(new Error(`"${command.join(' ')}" ended with ${code ?? 'a signal'}`));
    });
  });
}

function secondsIn(times: string): number {
  const [, ofChildren] = [...times.matchAll(TIMES)];
  if (ofChildren === undefined) throw new Error(`the shell says of its children: ${times}`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = ofChildren.slice(1).map(Number);
  return (userMinutes + systemMinutes) * 60 + user + system;
}
