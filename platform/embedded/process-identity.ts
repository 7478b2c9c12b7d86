import { readFile } from 'node:fs/promises';

/** A process that cannot be mistaken for a later one with the same pid, where the system says when it began. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time on Linux; empty where there is no /proc. */
  readonly began: string;
}

/** Says who has this pid now. */
export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, began: await beginning(pid).catch(() => '') };
}

/** Whether that very process still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  if (!hasProcess(identity.pid)) return false;
  const now = await identify(identity.pid);
  return now.began === identity.began;
}

async function beginning(pid: number): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // proc(5): the name in field 2 may hold spaces and brackets; field 22, the start time, is the 20th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${boot.trim()}/${fields[19] ?? ''}`;
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
