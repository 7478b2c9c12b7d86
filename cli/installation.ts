import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, TachoError } from '../platform/core/errors.ts';
import type { Environment } from '../platform/settings/read-settings.ts';

/** What a running `tacho up` tells the other commands: settings by the names of their environment variables. */
export type Installation = Readonly<Record<string, string>>;

const fileIn = (dataDir: string): string => join(dataDir, 'installation.json');

/** Writes the settings of a running installation; the file holds passwords and is for its owner alone. */
export async function saveInstallation(dataDir: string, installation: Installation): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(fileIn(dataDir), `${JSON.stringify(installation, null, 2)}\n`, { mode: 0o600 });
}

/** An installation that has stopped is no longer found. */
export async function forgetInstallation(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

/** Settings for a command: of the installation in the data directory, and above them those of the environment. */
export async function findInstallation(dataDir: string, environment: Environment): Promise<Environment> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
  return { ...(await readInstallation(dataDir, environment)), ...set };
}

async function readInstallation(dataDir: string, environment: Environment): Promise<Installation> {
  const text = await readFile(fileIn(dataDir), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw new TachoError('file-unreadable', messageOf(error), error);
  });
  if (text !== null) return JSON.parse(text) as Installation;
  if (environment['KAFKA_BROKERS'] !== undefined) return {};
  throw new TachoError(
    'server-missing',
    `Nothing runs in ${dataDir}: start it with "tacho up", name another folder with --data-dir, or set KAFKA_BROKERS, SCHEMA_REGISTRY_URL, CLICKHOUSE_URL and REDIS_URL.`,
  );
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
