import { mkdir, open, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classArchive, type ClassArchive, type ClassPlaces } from '../../platform/embedded/class-archive.ts';
import { findJava } from '../../platform/embedded/find-java.ts';
import { defaultCacheDir, installArtifact } from '../../platform/embedded/install-artifact.ts';
import { runProgram, type ProgramResult } from '../../platform/embedded/run-program.ts';
import { moveAll } from '../../platform/embedded/unpack.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** As a server ends that was asked to; the small tool that stands for it here ends by itself. */
const IN_ORDER = 143;

test.each([
  ['cut short', (file: string) => truncate(file, 1_000_000)],
  ['emptied', (file: string) => truncate(file, 0)],
  ['lost in its middle', loseMiddle],
])('given an archive of classes that was %s, when Java is started, then it runs', async (_how, damage) => {
  const places = await emptyPlaces();
  const first = await classArchive(await findJava(process.env), places);
  expect(await runTool(first)).toMatchObject({ succeeded: true });
  await first.keep(IN_ORDER);
  await damage(await keptFile(places));
  const next = await classArchive(await findJava(process.env), places);
  expect(await runTool(next)).toMatchObject({ succeeded: true });
});

async function emptyPlaces(): Promise<ClassPlaces> {
  const top = await temporaryDirectory();
  const places = { classes: join(top, 'classes'), dir: join(top, 'server') };
  await mkdir(places.classes);
  await mkdir(places.dir);
  return places;
}

/** Runs a tool of Kafka's, which has enough classes to be broken by a damaged archive of them. */
async function runTool({ useOrMake }: ClassArchive): Promise<ProgramResult> {
  const cacheDir = defaultCacheDir(process.env);
  const jars = await installArtifact({ name: 'kafka', cacheDir, unpack: moveAll });
  const { command } = await findJava(process.env);
  const tool = ['-cp', join(jars, '*'), 'kafka.tools.StorageTool', 'random-uuid'];
  return runProgram(command, [...useOrMake, '-XX:+UseSerialGC', '-XX:-CreateCoredumpOnCrash', ...tool]);
}

async function keptFile({ classes }: ClassPlaces): Promise<string> {
  const [kept = ''] = await readdir(classes);
  return join(classes, kept, 'classes.jsa');
}

/** As a disk does that lost power before all was written. */
async function loseMiddle(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const { size } = await handle.stat();
  const third = Math.floor(size / 3);
  await handle.write(Buffer.alloc(third), 0, third, third);
  await handle.close();
}
