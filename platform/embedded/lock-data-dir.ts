import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { isRecord } from './read-json-file.ts';

// Two stacks of one process on one directory have one identity: only this set tells them apart from a stale lock.
const heldHere = new Set<string>();

/** Takes the one lock of a data directory, also from an owner that is gone; returns what gives it back. */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'lock');
  if (heldHere.has(file)) throw locked(dataDir, process.pid);
  heldHere.add(file);
  try {
    await take(file, dataDir);
  } catch (error) {
    heldHere.delete(file);
    throw error;
  }
  return async () => {
    await rm(file, { force: true });
    heldHere.delete(file);
  };
}

async function take(file: string, dataDir: string): Promise<void> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(await identify(process.pid)), { mode: 0o600 });
  try {
    while (!(await linked(mine, file))) await removeStale(file, dataDir);
  } finally {
    await rm(mine, { force: true });
  }
}

/** Moves a lock away before it is judged gone, so that of two that find it stale only one removes it. */
async function removeStale(file: string, dataDir: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => '');
  const owner = parseOwner(found);
  if (owner !== null && owner.pid !== process.pid && (await isRunning(owner)))
    throw locked(dataDir, owner.pid);
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const removed = await readFile(aside, 'utf8').catch(() => found);
  // Another took the stale lock over in between, and this is the new one: give it back.
  if (removed !== found) await linked(aside, file);
  await rm(aside, { force: true });
}

function parseOwner(text: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const { pid, began } = value;
    return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : null;
  } catch {
    return null;
  }
}

/** Linking fails when the name exists: creating and filling the lock is one step. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function locked(dataDir: string, pid: number): EmbeddedStackError {
  const sentence = `The data directory ${dataDir} is in use by the stack of process ${pid}: stop it, or choose another.`;
  return new EmbeddedStackError('data-dir-locked', sentence);
}
