import { readFile } from 'node:fs/promises';

/** The most that processes ever held in memory, added up, bytes (`VmHWM`, proc(5)); NaN where the system does not say. */
export async function peakMemory(...pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(peakMemoryOf));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

async function peakMemoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) * 1024;
}
