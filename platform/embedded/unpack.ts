import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';

/** Moves every file of a folder into another. */
export async function moveAll(from: string, into: string): Promise<void> {
  for (const file of await readdir(from)) await rename(join(from, file), join(into, file));
}

/** Unpacks every gzipped tar of a folder into another. */
export async function untarAll(from: string, into: string): Promise<void> {
  for (const file of await readdir(from)) {
    const { succeeded, output } = await runProgram('tar', ['-xzf', join(from, file), '-C', into]);
    if (!succeeded) throw new Error(`tar could not unpack ${file}: ${output}`);
  }
}
