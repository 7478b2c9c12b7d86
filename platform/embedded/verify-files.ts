import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EmbeddedStackError } from './embedded-stack-error.ts';

/** Refuses a folder in which a file is missing or has another SHA-256 than expected. */
export async function verifyFiles(dir: string, expected: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, sha256] of Object.entries(expected)) {
    const found = await sha256Of(join(dir, file)).catch(() => 'missing');
    if (found !== sha256) throw new EmbeddedStackError('artifact-damaged', `${file} (${found})`);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
