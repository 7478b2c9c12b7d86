import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, SHIPPED } from '../architecture/project-files.ts';

const FILES = ['package.json', '.nvmrc', '.gitignore', 'tsconfig.json', 'tsconfig.build.json'];

/** A copy of the project's code that can be changed and run. */
export interface CheckoutCopy {
  /** The folder in which it runs. */
  readonly folder: string;
  write(file: string, text: string): Promise<void>;
  /** Changes a file as a unified diff says whose parts have no line numbers; throws where it does not fit. */
  patch(file: string, diff: string): Promise<void>;
}

/** Copies what is shipped into a folder; packages are those of this checkout. */
export async function copyCheckout(folder: string): Promise<CheckoutCopy> {
  for (const name of [...SHIPPED, ...FILES])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);
  return {
    folder,
    write,
    async patch(file, diff) {
      const before = await readFile(join(folder, file), 'utf8');
      await write(file, patched(before, diff));
    },
  };
}

/** The text after a diff, each part of which stands in it once. */
function patched(text: string, diff: string): string {
  return diff.split(/^@@\n/m).reduce((now, part) => {
    const lines = part.split('\n').filter((line) => line !== '');
    const without = (sign: string): string =>
      lines.flatMap((line) => (line.startsWith(sign) ? [] : [`${line.slice(1)}\n`])).join('');
    const pieces = now.split(without('+'));
    if (pieces.length !== 2) throw new Error(`this stands ${pieces.length - 1} times:\n${without('+')}`);
    return pieces.join(without('-'));
  }, text);
}
