import { cruise, type ICruiseResult, type IDependency, type IFlattenedRuleSet } from 'dependency-cruiser';
import { beforeAll, describe, expect, test } from 'vitest';
import { isAllowed, type Import } from './import-table.ts';
import { ROOT, SHIPPED, sourceFiles, textOf, withoutComments } from './project-files.ts';

/** Words of the domain; platform/ knows how, and none of them. */
const DOMAIN = /vehicle|odometer|latitude|longitude|routeId|\b(?:bus|tram|trip)(?:s|es|Id)?\b/i;

describe('imports', () => {
  let result: ICruiseResult;
  let imports: readonly Import[];

  beforeAll(async () => {
    result = await cruiseProject();
    imports = result.modules
      .filter(({ source }) => isShipped(source))
      .flatMap(({ source, dependencies }) => dependencies.map((dependency) => toImport(source, dependency)));
  }, 60_000);

  test('every file imports only what the table allows', () => {
    const forbidden = imports.filter((each) => !isAllowed(each)).map(({ from, to }) => `${from} -> ${to}`);
    expect(forbidden).toEqual([]);
  });

  test('every file of the project was looked at, and every import was found', async () => {
    const seen = new Set(result.modules.map(({ source }) => source));
    expect((await sourceFiles(...SHIPPED)).filter((file) => !seen.has(file))).toEqual([]);
    const unresolved = result.modules.flatMap(({ source, dependencies }) =>
      dependencies.filter((each) => each.couldNotResolve).map((each) => `${source} -> ${each.module}`),
    );
    expect(unresolved).toEqual([]);
  });

  test('nothing imports in a circle', () => {
    const circles = result.summary.violations.map(({ cycle }) => cycle?.map(({ name }) => name).join(' -> '));
    expect(circles).toEqual([]);
  });

  test('the help of the command line loads no command, and of packages the one that writes it', () => {
    const { files, packages } = loadedBy('cli/main.ts');
    expect([...packages]).toEqual(['commander']);
    expect([...files].filter((file) => /^cli\/(?!commands\/)[^/]+\//.test(file))).toEqual([]);
  });

  test('a command loads the clients of servers when it opens a connection', () => {
    for (const command of ['status', 'doctor', 'dead', 'jobs', 'device']) {
      const { packages } = loadedBy(`cli/commands/${command}.ts`);
      const clients = [
        'kafkajs',
        '@kafkajs/confluent-schema-registry',
        'avsc',
        '@clickhouse/client',
        'bullmq',
      ];
      expect(
        clients.filter((client) => packages.has(client)),
        command,
      ).toEqual([]);
    }
  });

  /** Files and packages that a module loads with itself: what it imports when it needs it is not among them. */
  function loadedBy(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
    const [files, packages] = [new Set<string>([entry]), new Set<string>()];
    for (const file of files)
      for (const dependency of result.modules.find(({ source }) => source === file)?.dependencies ?? []) {
        if (dependency.dynamic || dependency.dependencyTypes.includes('type-only')) continue;
        const { to, kind } = toImport(file, dependency);
        if (kind === 'file') files.add(to);
        if (kind === 'package') packages.add(to);
      }
    return { files, packages };
  }

  test('platform/ has no word of the domain', async () => {
    const files = await sourceFiles('platform');
    const found = await Promise.all(
      files.map(async (file) => {
        const word = DOMAIN.exec(withoutComments(await textOf(file)))?.[0];
        return word === undefined ? [] : [`${file}: ${word}`];
      }),
    );
    expect(found.flat()).toEqual([]);
  });
});

test('the table refuses what it should', () => {
  const file = (from: string, to: string): Import => ({ from, to, kind: 'file' });
  const npm = (from: string, to: string): Import => ({ from, to, kind: 'package' });
  expect(isAllowed(file('processors/detect-faults.ts', 'platform/core/errors.ts'))).toBe(true);
  expect(isAllowed(file('processors/detect-faults.ts', 'platform/kafka/connect-kafka.ts'))).toBe(false);
  expect(isAllowed(file('processors/main.ts', 'platform/kafka/connect-kafka.ts'))).toBe(true);
  expect(isAllowed(file('ingest/append.ts', 'ingest/main.ts'))).toBe(false);
  expect(isAllowed(file('platform/runtime/run-set.ts', 'schemas/index.ts'))).toBe(false);
  expect(isAllowed(npm('platform/kafka/connect-kafka.ts', 'kafkajs'))).toBe(true);
  expect(isAllowed(npm('platform/runtime/run-set.ts', 'kafkajs'))).toBe(false);
  expect(isAllowed({ from: 'platform/core/errors.ts', to: 'node:fs', kind: 'node' })).toBe(false);
  expect(() => isAllowed(file('elsewhere/a.ts', 'elsewhere/b.ts'))).toThrow(/no row/);
});

const NO_CIRCLE: IFlattenedRuleSet = {
  forbidden: [{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } }],
};

async function cruiseProject(): Promise<ICruiseResult> {
  const { output } = await cruise(
    [...SHIPPED],
    {
      baseDir: ROOT,
      doNotFollow: 'node_modules',
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: NO_CIRCLE,
      moduleSystems: ['es6', 'cjs'],
    },
    {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}

const isShipped = (source: string): boolean => SHIPPED.some((folder) => source.startsWith(`${folder}/`));

function toImport(from: string, { module, resolved, coreModule }: IDependency): Import {
  if (coreModule) return { from, to: `node:${module.replace(/^node:/, '')}`, kind: 'node' };
  if (module.startsWith('.')) return { from, to: resolved, kind: 'file' };
  return { from, to: /^(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module, kind: 'package' };
}
