import { embeddedAsset } from './embedded-asset.ts';
import { isRecord, readJsonFile } from './read-json-file.ts';

/** What Maven downloads, by the names in `artifacts.json`. */
export type ArtifactName = 'kafka' | 'registry' | 'redis';

/** A download: its files and their SHA-256. Without coordinates it is the dependencies of `pom.xml`. */
export interface ArtifactPins {
  readonly version: string;
  readonly coordinates?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Reads the committed pins of a download. */
export async function artifactPins(name: ArtifactName): Promise<ArtifactPins> {
  const file = await embeddedAsset('artifacts.json');
  const pins = (await readJsonFile(file))[name];
  if (!isPins(pins)) throw new Error(`${file} has no pins for ${name}`);
  return pins;
}

function isPins(value: unknown): value is ArtifactPins {
  return isRecord(value) && typeof value['version'] === 'string' && isRecord(value['files']);
}
