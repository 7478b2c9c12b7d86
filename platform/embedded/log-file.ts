import { readFile, rename, stat } from 'node:fs/promises';

const largest = 16 * 1024 * 1024;
const tailLines = 20;

/** Sets a log aside when it has grown large, and returns where its next line begins. */
export async function beginLog(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < largest) return size;
  await rename(path, `${path}.1`);
  return 0;
}

/** The last lines that were written to a log since it had `from` bytes. */
export async function logTail(path: string, from: number): Promise<string> {
  const content = await readFile(path).catch(() => Buffer.alloc(0));
  return content.subarray(from).toString('utf8').trimEnd().split('\n').slice(-tailLines).join('\n');
}
