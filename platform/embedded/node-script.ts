import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The arguments with which Node runs another script of this project, named without its extension and as seen from a
 * module (its `import.meta.url`): through tsx where that module is TypeScript, as it is where it is compiled.
 */
export function nodeScript(module: string, script: string): readonly string[] {
  const extension = extname(fileURLToPath(module));
  const file = fileURLToPath(new URL(`${script}${extension}`, module));
  if (extension !== '.ts') return [file];
  const tsx = createRequire(module).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href, file];
}
