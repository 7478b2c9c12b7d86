import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJsonFile } from './read-json-file.ts';
import { writePrivateFile } from './write-private-file.ts';

/** The generated passwords and keys of a data directory. */
export interface Secrets {
  readonly clickhouse: string;
  readonly analyst: string;
  readonly redis: string;
  /** With which the keys of personal data are wrapped: 32 bytes as base64. */
  readonly masterKey: string;
}

/** The secrets of a data directory: made at the first start, the same ones ever after. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const known = await readJsonFile(file);
  const secrets = {
    clickhouse: knownOr(newPassword, known['clickhouse']),
    analyst: knownOr(newPassword, known['analyst']),
    redis: knownOr(newPassword, known['redis']),
    masterKey: knownOr(newMasterKey, known['masterKey']),
  };
  await writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

const knownOr = (makeNew: () => string, known: unknown): string =>
  typeof known === 'string' ? known : makeNew();

/** Hexadecimal, so that no configuration format needs quoting. */
const newPassword = (): string => randomBytes(24).toString('hex');

const newMasterKey = (): string => randomBytes(32).toString('base64');
