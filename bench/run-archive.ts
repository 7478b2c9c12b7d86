import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorkerProcess } from '../cli/workers/worker-process.ts';
import { makeArchiveDirectory, openDirectoryArchive } from '../platform/files/open-directory-archive.ts';
import { readArchiveStatus } from '../platform/runtime/archive/inspect-archive.ts';
import type { BenchStack } from './bench-stack.ts';
import type { BenchSetting } from './scenario.ts';
import type { Stored } from './stored.ts';
import { pollUntil } from './poll-until.ts';

/** Age at which a file is sealed that is not full. A file of any size is compressed megabyte by megabyte. */
const SEAL_MINUTES = '0.05';
const LOOK_EVERY_MS = 200;
const WITHIN_MS = 600_000;

/** Has an archive worker process seal all of the telemetry topic, and measures the files in its directory. */
export async function runArchive(
  { environment, dataDir }: Pick<BenchStack, 'environment' | 'dataDir'>,
  { events, lifecycle, signal }: Pick<BenchSetting, 'events' | 'lifecycle' | 'signal'>,
): Promise<Stored> {
  const directory = join(dataDir, 'archive');
  await makeArchiveDirectory(directory);
  const logFile = join(dataDir, 'archive.log');
  const worker = startWorkerProcess({
    name: 'archive',
    environment: {
      ...environment,
      ...{ ARCHIVE_DIR: directory, ARCHIVE_TOPICS: 'telemetry', ARCHIVE_SEAL_MINUTES: SEAL_MINUTES },
    },
    logFile,
  });
  lifecycle.own({ close: () => worker.stop() });
  const isSealed = async (): Promise<boolean> => {
    if (!worker.running) throw new Error(`the worker ended: ${await readFile(logFile, 'utf8')}`);
    return (await countArchived(directory)) >= events;
  };
  await pollUntil(isSealed, { what: 'sealed', everyMs: LOOK_EVERY_MS, withinMs: WITHIN_MS, signal });
  await worker.stop();
  return { events: await countArchived(directory), bytes: await bytesIn(directory) };
}

async function countArchived(directory: string): Promise<number> {
  const partitions = await readArchiveStatus(openDirectoryArchive(directory));
  return partitions.reduce((sum, { records }) => sum + records, 0);
}

/** Of all files, the manifests too. */
async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
