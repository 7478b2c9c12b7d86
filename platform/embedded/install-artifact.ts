import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { artifactPins, type ArtifactName, type ArtifactPins } from './artifact-pins.ts';
import { isWhole, publishEntry, sealEntry } from './cache-entry.ts';
import { requireMaven, runMaven } from './run-maven.ts';
import { verifyFiles } from './verify-files.ts';

/** An artifact to install into the cache. */
export interface ArtifactInstallation {
  readonly name: ArtifactName;
  readonly cacheDir: string;
  /** Makes the entry's content, in `into`, of the verified files in `downloaded`. */
  readonly unpack: (downloaded: string, into: string) => Promise<void>;
  readonly onInstall?: () => void;
}

/** The user's cache of downloads: `TACHO_CACHE`, else `tacho` in the usual place. */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const own = env['TACHO_CACHE'];
  if (own !== undefined && own !== '') return own;
  const caches = env['XDG_CACHE_HOME'];
  return join(caches === undefined || caches === '' ? join(homedir(), '.cache') : caches, 'tacho');
}

// One Maven at a time: they share a repository, and two cores are soon full.
let lastInstallation: Promise<unknown> = Promise.resolve();

/** The folder of an artifact in the cache: downloaded, verified and unpacked when it is not there whole. */
export async function installArtifact(installation: ArtifactInstallation): Promise<string> {
  const pins = await artifactPins(installation.name);
  const place = join(installation.cacheDir, `${installation.name}-${pins.version}`);
  if (await isWhole(place)) return place;
  const mine = lastInstallation.then(() => install(installation, pins, place));
  lastInstallation = mine.catch(() => undefined);
  await mine;
  return place;
}

async function install(installation: ArtifactInstallation, pins: ArtifactPins, place: string): Promise<void> {
  installation.onInstall?.();
  await requireMaven(`${installation.name} ${pins.version}`);
  await mkdir(installation.cacheDir, { recursive: true });
  const workshop = await mkdtemp(join(installation.cacheDir, '.install-'));
  try {
    const downloaded = await download(pins, workshop);
    const made = join(workshop, 'entry');
    await mkdir(made);
    await installation.unpack(downloaded, made);
    await sealEntry(made);
    await publishEntry(made, place);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** A second attempt uses a new Maven repository: the file in the user's own may be the damaged one. */
async function download(pins: ArtifactPins, workshop: string): Promise<string> {
  const logFile = join(workshop, 'maven.log');
  const first = join(workshop, 'first');
  try {
    await runMaven({ pins, into: first, logFile });
    await verifyFiles(first, pins.files);
    return first;
  } catch {
    const second = join(workshop, 'second');
    await runMaven({ pins, into: second, logFile, repository: join(workshop, 'repository') });
    await verifyFiles(second, pins.files);
    return second;
  }
}
