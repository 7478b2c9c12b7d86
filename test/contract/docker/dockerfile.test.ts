import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { workersOf } from '../../../cli/workers/worker-process.ts';
import { ROOT, textOf } from '../../architecture/project-files.ts';
import { readCompose } from '../../support/compose-file.ts';
import { readDockerfile, type Dockerfile } from '../../support/dockerfile.ts';

interface BuildConfiguration {
  readonly compilerOptions: { readonly outDir: string; readonly rootDir: string };
  readonly include: readonly string[];
}

describe('docker/Dockerfile', () => {
  let dockerfile: Dockerfile;
  let build: BuildConfiguration;
  let copied: readonly string[];

  beforeAll(async () => {
    dockerfile = await readDockerfile();
    build = JSON.parse(await textOf('tsconfig.build.json')) as BuildConfiguration;
    copied = dockerfile.copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources);
  });

  test('has only instructions that Docker knows, on pinned images of the right Node', async () => {
    expect(dockerfile.unknown).toEqual([]);
    const major = (await textOf('.nvmrc')).trim();
    expect(new Set(dockerfile.images)).toEqual(new Set([`node:${major}-bookworm-slim`]));
  });

  test('copies what exists, and all that the build includes', async () => {
    await Promise.all(copied.map((path) => access(join(ROOT, path))));
    expect(copied).toEqual(expect.arrayContaining([...build.include]));
    const stages = dockerfile.copies.flatMap(({ from }) => from ?? []);
    expect(stages.filter((stage) => !dockerfile.stages.includes(stage))).toEqual([]);
  });

  test('is sent by .dockerignore what it copies, and nothing else', async () => {
    const lines = (await textOf('.dockerignore')).split('\n').filter((line) => /^[^#\s]/.test(line));
    expect(lines[0]).toBe('*');
    expect(lines.slice(1).sort()).toEqual([...new Set(copied)].map((path) => `!${path}`).sort());
  });

  test('runs scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await textOf('package.json')) as { scripts: object };
    const asked = dockerfile.runs.flatMap((run) => /npm run (\S+)/.exec(run)?.[1] ?? []);
    expect(asked).toEqual(['build']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(asked));
  });

  test('leaves the image to an ordinary user', () => {
    expect(dockerfile.user).toBe('node');
  });

  test('starts programs that the build makes', async () => {
    const { services } = await readCompose({
      CLICKHOUSE_PASSWORD: 'a',
      ANALYST_PASSWORD: 'b',
      REDIS_PASSWORD: 'c',
    });
    const workers = workersOf({ ARCHIVE_DIR: 'anywhere' });
    const commands = workers.map((name) => services[name]?.command);
    expect(commands).toEqual(workers.map((name) => ['node', `dist/${name}/main.js`]));
    expect(commands).toContainEqual(dockerfile.command);
    expect(build.compilerOptions).toMatchObject({ outDir: 'dist', rootDir: '.' });
    expect(build.include).toEqual(expect.arrayContaining([...workers]));
    await Promise.all(workers.map((name) => access(join(ROOT, name, 'main.ts'))));
  });
});
