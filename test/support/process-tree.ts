import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** One that has ended and waits to be noticed. */
  readonly isZombie: boolean;
}

/** All processes that a process has started, and those that they have started. */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  const all = await listProcesses();
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent)).map((child) => child.pid);
    found.push(...children);
    parents = children;
  }
  return found;
}

/** Those of some processes that still run. */
export async function stillRunning(pids: readonly number[]): Promise<readonly number[]> {
  const alive = new Set((await listProcesses()).filter(({ isZombie }) => !isZombie).map(({ pid }) => pid));
  return pids.filter((pid) => alive.has(pid));
}

async function listProcesses(): Promise<ListedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, state] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), isZombie: state?.startsWith('Z') ?? false };
    });
}
