import { createHash } from 'node:crypto';
import type { Manifest } from '../../core/archive-port.ts';

/** The checksum of a file. */
export const sha256Of = (file: Buffer | string): string => createHash('sha256').update(file).digest('hex');

/** A manifest as it lies in the archive: JSON, with a checksum of its own. */
export const manifestText = (manifest: Manifest): Buffer =>
  Buffer.from(`${JSON.stringify({ ...manifest, seal: sha256Of(JSON.stringify(manifest)) }, null, 2)}\n`);

/** What a manifest says; null where it is not as it was written. */
export function parseManifest(text: Buffer): Manifest | null {
  try {
    const { seal, ...manifest } = JSON.parse(text.toString()) as Manifest & { readonly seal: string };
    return sha256Of(JSON.stringify(manifest)) === seal ? manifest : null;
  } catch {
    return null;
  }
}
