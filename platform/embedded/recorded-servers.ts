import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { isRecord, readJsonFile } from './read-json-file.ts';
import { waitUntil } from './wait-until.ts';
import { writePrivateFile } from './write-private-file.ts';

const fileName = 'servers.json';
// A guard gives its server five seconds before SIGKILL.
const goneWithinMs = 15_000;

/** Notes which servers run on a data directory, for the start after a death. */
export async function recordServers(dataDir: string, pids: readonly number[]): Promise<void> {
  const servers = await Promise.all(pids.map(identify));
  await writePrivateFile(join(dataDir, fileName), JSON.stringify({ servers }));
}

/** Waits for the servers of an owner that died: their guards are ending them, and until then they hold the data. */
export async function awaitEarlierServers(dataDir: string): Promise<void> {
  const { servers } = await readJsonFile(join(dataDir, fileName)).catch(() => ({ servers: [] }));
  const earlier = (Array.isArray(servers) ? servers : []).filter(isIdentity);
  const allGone = async () => !(await Promise.all(earlier.map(isRunning))).includes(true);
  if (await waitUntil(allGone, { withinMs: goneWithinMs, everyMs: 100 })) return;
  const sentence = `Servers of an earlier stack still run on ${dataDir}: see ${fileName} there for their pids.`;
  throw new EmbeddedStackError('data-dir-locked', sentence);
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return isRecord(value) && typeof value['pid'] === 'number' && typeof value['began'] === 'string';
}
