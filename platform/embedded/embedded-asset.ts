import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The path of a file beside this module: in the source tree, or in the one that `dist/` was compiled from. */
export async function embeddedAsset(name: string): Promise<string> {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  const inSource = fileURLToPath(new URL(`../../../platform/embedded/${name}`, import.meta.url));
  return access(beside).then(
    () => beside,
    () => inSource,
  );
}
