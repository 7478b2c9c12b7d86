import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJsonFile } from './read-json-file.ts';
import { writePrivateFile } from './write-private-file.ts';

/** The generated passwords of a data directory. */
export interface Secrets {
  readonly clickhouse: string;
  readonly analyst: string;
  readonly redis: string;
}

/** The passwords of a data directory: made at the first start, the same ones ever after. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const known = await readJsonFile(file);
  const secrets = {
    clickhouse: knownOrNew(known['clickhouse']),
    analyst: knownOrNew(known['analyst']),
    redis: knownOrNew(known['redis']),
  };
  await writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Hexadecimal, so that no configuration format needs quoting. */
function knownOrNew(known: unknown): string {
  return typeof known === 'string' ? known : randomBytes(24).toString('hex');
}
