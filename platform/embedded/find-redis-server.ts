import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { installArtifact } from './install-artifact.ts';
import { readZipEntry } from './read-zip-entry.ts';
import { runProgram } from './run-program.ts';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const program = 'redis-server';

/** The redis-server of the PATH, else the one inside Maven's embedded-redis, kept in the cache. */
export async function findRedisServer(cacheDir: string, onInstall: () => void): Promise<string> {
  if ((await runProgram(program, ['--version'])).succeeded) return program;
  const place = await installArtifact({ name: 'redis', cacheDir, onInstall, unpack: extractRedis });
  const found = join(place, program);
  const { succeeded, output } = await runProgram(found, ['--version']);
  if (!succeeded) throw new EmbeddedStackError('redis-unusable', firstLine(output));
  return found;
}

async function extractRedis(downloaded: string, into: string): Promise<void> {
  const ending = `-${process.platform}-${architectures[process.arch] ?? process.arch}`;
  const [jar = ''] = await readdir(downloaded);
  const isOurs = (name: string) => name.startsWith('redis-server-') && name.endsWith(ending);
  const binary = readZipEntry(await readFile(join(downloaded, jar)), isOurs);
  if (binary === undefined) throw new EmbeddedStackError('redis-unusable', `none for ${ending.slice(1)}`);
  await writeFile(join(into, program), binary, { mode: 0o755 });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
