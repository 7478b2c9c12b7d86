import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of another script of this project, named without its extension and relative to a module (its
 * `import.meta.url`). The script has the module's extension: `.ts` in a checkout, `.js` in a compiled package.
 */
export function nodeScript(module: string, script: string): string {
  return fileURLToPath(new URL(`${script}${extname(fileURLToPath(module))}`, module));
}
