import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT, textOf } from '../architecture/project-files.ts';
import { copyCheckout } from '../support/checkout-copy.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const run = promisify(execFile);

interface Manifest {
  readonly engines: { readonly node: string };
}

/** Says where the files are that are no code. */
const ASSETS = `
const { embeddedAsset } = await import(process.argv[1]);
for (const name of ['pom.xml', 'artifacts.json']) console.log(await embeddedAsset(name));
`;

test('given npm pack, when another project has the package, then its commands and workers run on the pinned Node', async () => {
  const { folder, before } = await copyOfCheckout();
  const packed = await unpacked(await pack(folder));

  expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe(before);
  expect((JSON.parse(before) as Manifest).engines.node).toBe('>=20.19');
  expect((JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as Manifest).engines.node).toBe(
    '>=24',
  );
  expect((await readdir(packed)).sort()).toEqual(
    ['.nvmrc', 'README.md', 'cli', 'dist', 'node_modules', 'package.json', 'platform'].sort(),
  );
  expect(await codeIn(join(packed, 'dist'))).toEqual([
    ...['archive', 'cli', 'ingest', 'platform', 'processors', 'projections', 'reports', 'schemas'],
  ]);

  const tacho = join(packed, 'cli/tacho.js');
  expect((await node(tacho, '--help')).stdout).toMatch(/^Usage: tacho .*\n(.*\n)* +balance \[options\]/);
  expect((await node(tacho, 'demo', '--help')).stdout).toContain('--vehicles <n>');

  const assets = (await node('--eval', ASSETS, join(packed, 'dist/platform/embedded/embedded-asset.js')))
    .stdout;
  expect(assets.trim().split('\n')).toEqual([
    join(packed, 'platform/embedded/pom.xml'),
    join(packed, 'platform/embedded/artifacts.json'),
  ]);

  for (const worker of ['ingest', 'processors', 'projections', 'reports', 'archive'])
    expect(await node(join(packed, `dist/${worker}/main.js`)), worker).toMatchObject({
      exitCode: 78,
      stderr: expect.stringMatching(new RegExp(`^${worker}: .*KAFKA_BROKERS: `)) as string,
    });
});

/** The checkout as npm packs it, and its package.json as it was. */
async function copyOfCheckout(): Promise<{ readonly folder: string; readonly before: string }> {
  const { folder } = await copyCheckout(await temporaryDirectory());
  await cp(join(ROOT, 'README.md'), join(folder, 'README.md'));
  return { folder, before: await textOf('package.json') };
}

/** The path of the archive that `npm pack` has written. */
async function pack(folder: string): Promise<string> {
  const destination = await temporaryDirectory();
  await run('npm', ['pack', '--pack-destination', destination], { cwd: folder, env: ownEnvironment() });
  const [file = ''] = await readdir(destination);
  return join(destination, file);
}

/** The folder of the package in a project that depends on it; what it depends on is that of this checkout. */
async function unpacked(archive: string): Promise<string> {
  const packed = join(await temporaryDirectory(), 'node_modules/tacho');
  await mkdir(packed, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', packed, '--strip-components=1']);
  await symlink(join(ROOT, 'node_modules'), join(packed, 'node_modules'));
  return packed;
}

/** The top folders of compiled code; a file that is none of that, or a test, is named beside them. */
async function codeIn(dist: string): Promise<readonly string[]> {
  const files = (await readdir(dist, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const places = files.map(({ parentPath, name }) => join(parentPath, name).slice(dist.length + 1));
  const strange = places.filter((place) => !/\.js(\.map)?$/.test(place) || /\btest\b/.test(place));
  return [...new Set([...places.map((place) => place.split('/')[0] ?? ''), ...strange])].sort();
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the Node of this process, with nothing set of an installation. */
const node = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { env: ownEnvironment() }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
