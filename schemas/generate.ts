import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { avscFiles } from './avsc-files.ts';

/*
 * npm run schemas             writes every event's Avro schema beside its declaration
 * npm run schemas -- --check  says which of them differ, and exits 1 if any does
 */
const FOLDER = join(import.meta.dirname, 'events');

const outdated = await findOutdated();
if (process.argv.includes('--check')) {
  for (const file of outdated) console.error(`schemas/events/${file} differs: run npm run schemas`);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  for (const file of outdated) await bringUpToDate(file);
  console.log(`${outdated.length} of ${avscFiles().size} schemas changed`);
}

/** Files that are missing, differ, or belong to no event any more. */
async function findOutdated(): Promise<readonly string[]> {
  const present = (await readdir(FOLDER)).filter((file) => file.endsWith('.avsc'));
  const wanted = avscFiles();
  const names = [...new Set([...wanted.keys(), ...present])].sort();
  const same = await Promise.all(
    names.map(async (file) => present.includes(file) && (await contentOf(file)) === wanted.get(file)),
  );
  return names.filter((_, index) => same[index] === false);
}

async function bringUpToDate(file: string): Promise<void> {
  const content = avscFiles().get(file);
  if (content === undefined) await rm(join(FOLDER, file));
  else await writeFile(join(FOLDER, file), content);
}

function contentOf(file: string): Promise<string> {
  return readFile(join(FOLDER, file), 'utf8');
}
