import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The top of the project, whether this runs from source or from a build within it. */
export const ROOT = folderWith('package.json', import.meta.dirname);

/** Folders of code that is shipped. */
export const SHIPPED = [
  'schemas',
  'ingest',
  'processors',
  'projections',
  'reports',
  'archive',
  'platform',
  'cli',
] as const;

/** TypeScript files of some folders, as paths from the top of the project; a folder that is missing throws. */
export async function sourceFiles(...folders: readonly string[]): Promise<readonly string[]> {
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(ROOT, folder), { recursive: true })).map((file) => `${folder}/${file}`),
    ),
  );
  return listed
    .flat()
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

/** The text of a file of the project. */
export const textOf = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

/** TypeScript without its comments, which may speak of anything. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

function folderWith(name: string, below: string): string {
  const parent = dirname(below);
  return existsSync(join(below, name)) || parent === below ? below : folderWith(name, parent);
}
