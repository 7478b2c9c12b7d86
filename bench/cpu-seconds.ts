import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second, whatever the kernel's own clock (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;
/** Places of `utime` and `stime` behind the name, which may itself hold blanks. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/**
 * What processes have used of the cores so far, seconds; NaN where the system does not say. Other than the time that
 * something took, this hardly depends on who else is at work.
 */
export async function cpuSeconds(...pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(cpuSecondsOf));
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME] ?? NaN) + Number(fields[SYSTEM_TIME] ?? NaN)) / TICKS_PER_SECOND;
}
