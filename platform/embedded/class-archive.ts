import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isWhole, publishEntry, sealEntry } from './cache-entry.ts';
import type { Java } from './find-java.ts';

/** What a JVM has made of a server's classes: the next ones map it into memory, and need half as long to be up. */
export interface ClassArchive {
  /** For a JVM: to use it where it is there. */
  readonly use: readonly string[];
  /** For the server: to use it, or to make it as it ends. */
  readonly useOrMake: readonly string[];
  /** Puts what a server has made, which ended with this code, in its place. */
  readonly keep: (exitCode: number) => Promise<void>;
}

/** As Java servers end that were asked to: 128 and SIGTERM. */
const ENDED_IN_ORDER = 143;

const FILE = 'classes.jsa';

/** Where classes are, and where a server that uses them may write. */
export interface ClassPlaces {
  readonly classes: string;
  readonly dir: string;
}

/** The archive of the classes in a folder, kept beside them; each build of Java has its own. */
export async function classArchive(
  { build }: Pick<Java, 'build'>,
  { classes, dir }: ClassPlaces,
): Promise<ClassArchive> {
  const name = createHash('sha256').update(build).digest('hex').slice(0, 16);
  const place = join(classes, `classes-${name}`);
  // A JVM dies of an archive that was cut short. One that is damaged within it goes without, if it looks at all.
  if (await isWhole(place)) {
    const use = ['-XX:+VerifySharedSpaces', `-XX:SharedArchiveFile=${join(place, FILE)}`];
    return { use, useOrMake: use, keep: () => Promise.resolve() };
  }
  // Should nobody be there to put it in its place, then it goes with the server's data.
  const made = join(dir, FILE);
  return {
    use: [],
    // It has a word for each of the many classes that cannot be kept.
    useOrMake: [`-XX:ArchiveClassesAtExit=${made}`, '-Xlog:cds=error', '-Xlog:cds+dynamic=error'],
    keep: async (exitCode) => {
      // Nobody needs it: what cannot be kept is made again.
      if (exitCode === ENDED_IN_ORDER) await publish(made, place).catch(() => undefined);
      await rm(made, { force: true });
    },
  };
}

/** From one file system to another, too; others see all of it or nothing. */
async function publish(made: string, place: string): Promise<void> {
  const workshop = await mkdtemp(`${place}.`);
  try {
    await copyFile(made, join(workshop, FILE));
    await sealEntry(workshop);
    await publishEntry(workshop, place);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}
