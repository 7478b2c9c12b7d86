import { access, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ArchivePort } from '../core/archive-port.ts';
import { messageOf, TachoError } from '../core/errors.ts';

/** What a file is called until it is whole; nobody sees it under that name. */
const UNFINISHED = '.unfinished';

/**
 * An archive in a directory. Where that is missing the archive is unavailable: it may be a disk that is not mounted,
 * and who took it for an empty archive would begin too late. A file is written under another name, brought to the
 * disk, and then renamed: after a crash it is whole or not there.
 */
export function openDirectoryArchive(directory: string): ArchivePort {
  const pathOf = (name: string): string => join(directory, ...name.split('/'));
  return {
    write: (name, bytes) => within(directory, () => writeWhole(pathOf(name), bytes)),
    read: (name) => within(directory, () => unlessMissing(readFile(pathOf(name)), null)),
    list: (folder) => within(directory, () => listFiles(directory, pathOf(folder))),
    close: () => Promise.resolve(),
  };
}

/** Makes the directory of a new archive, where it is not there yet. */
export const makeArchiveDirectory = (directory: string): Promise<void> =>
  orUnavailable(async () => {
    await mkdir(directory, { recursive: true });
  });

const within = <T>(directory: string, work: () => Promise<T>): Promise<T> =>
  orUnavailable(async () => {
    await access(directory);
    return work();
  });

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true });
  // Two owners of a partition may write the same file for a moment: each under a name of its own.
  const unfinished = `${path}.${process.pid}${UNFINISHED}`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncDirectories(dirname(path), made === undefined ? dirname(path) : dirname(made));
}

/** Only then the new name survives a loss of power; and those of the folders that were made for it. */
async function syncDirectories(lowest: string, highest: string): Promise<void> {
  for (let path = lowest; path !== highest; path = dirname(path)) await syncDirectory(path);
  await syncDirectory(highest);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

async function listFiles(directory: string, path: string): Promise<readonly string[]> {
  const entries = await unlessMissing(readdir(path, { recursive: true, withFileTypes: true }), []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)).split(sep).join('/'))
    .sort();
}

async function unlessMissing<T, F>(found: Promise<T>, missing: F): Promise<T | F> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return missing;
    throw error;
  }
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TachoError('archive-unavailable', messageOf(error), error);
  }
}
