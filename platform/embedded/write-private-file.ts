import { rename, writeFile } from 'node:fs/promises';

/** Replaces a file in one step, readable by its owner only. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, content, { mode: 0o600 });
  await rename(fresh, path);
}
