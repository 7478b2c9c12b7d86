import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * node test/support/write-worker-environment.ts [data directory]
 * Writes worker.env beside the installation.json of a running "tacho up", for `node --env-file=.tacho/worker.env
 * <worker>/main.ts`. It holds passwords, as installation.json does.
 */
const [, , dataDir = '.tacho'] = process.argv;
const settings = JSON.parse(await readFile(join(dataDir, 'installation.json'), 'utf8')) as object;
const lines = Object.entries(settings).map(([name, value]) => `${name}='${String(value)}'\n`);
await writeFile(join(dataDir, 'worker.env'), lines.join(''), { mode: 0o600 });
