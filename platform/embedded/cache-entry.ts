import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readJsonFile } from './read-json-file.ts';

const contentsFile = 'contents.json';

/** Notes the size of every file of a finished entry, for the cheap check on later uses. */
export async function sealEntry(dir: string): Promise<void> {
  await writeFile(join(dir, contentsFile), JSON.stringify(await sizes(dir)));
}

/** Whether an entry is there with every file at its size. */
export async function isWhole(dir: string): Promise<boolean> {
  const expected = Object.entries(await readJsonFile(join(dir, contentsFile)).catch(() => ({})));
  if (expected.length === 0) return false;
  const matches = expected.map(([file, size]) => hasSize(join(dir, file), size));
  return (await Promise.all(matches)).every(Boolean);
}

/** Puts a sealed entry in its place in one step; when another process was quicker, its entry stays. */
export async function publishEntry(made: string, place: string): Promise<void> {
  if (await moved(made, place)) return;
  if (await isWhole(place)) return;
  const damaged = `${made}.damaged`;
  await moved(place, damaged);
  await rm(damaged, { recursive: true, force: true });
  if (!(await moved(made, place)) && !(await isWhole(place))) throw new Error(`cannot write ${place}`);
}

async function sizes(dir: string): Promise<Record<string, number>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sized = files.map(async (file) => [relative(dir, file), (await stat(file)).size] as const);
  return Object.fromEntries(await Promise.all(sized));
}

async function hasSize(file: string, size: unknown): Promise<boolean> {
  return stat(file).then(
    (found) => found.size === size,
    () => false,
  );
}

function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}
