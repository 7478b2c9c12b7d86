import { expect, test } from 'vitest';
import { SHIPPED, sourceFiles, textOf } from './project-files.ts';

/** Tests may be longer: a list of cases is read one by one. */
const MAX_LINES = 400;
const OWN_FILE = 'test/architecture/style.test.ts';

/** What no file has, and why in a few words. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a default export: a thing has one name everywhere', /^export default\b/m],
  ['an enum: unions say the same and erase', /^\s*(?:export\s+)?(?:const\s+)?enum\s/m],
  ['`as any`', /\bas any\b/],
  ['a disabled type check', /@ts-(?:ignore|nocheck|expect-error)/],
  ['a barrel', /^export \* from/m],
  ['a relative import without .ts', /(?:from|import)\s*\(?'\.{1,2}\/(?![^']*\.(?:ts|json|js)')[^']*'/],
];

/** What no test has besides. */
const FORBIDDEN_IN_TESTS: readonly (readonly [string, RegExp])[] = [
  [
    'a test that runs alone or not at all',
    /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo)\b/,
  ],
  ['a mocked module', /\bvi\.(?:mock|doMock)\(/],
  ['a retried test', /\b(?:test|it|describe|suite)\b.*\bretry:/],
];

const allFiles = (): Promise<readonly string[]> => sourceFiles(...SHIPPED, 'test', 'bench');

test.each(FORBIDDEN)('no file has %s', async (_, pattern) => {
  expect(await filesWith(await allFiles(), pattern)).toEqual([]);
});

test.each(FORBIDDEN_IN_TESTS)('no test has %s', async (_, pattern) => {
  expect(await filesWith(await sourceFiles('test'), pattern)).toEqual([]);
});

test('every file fits in the head', async () => {
  const sizes = await Promise.all(
    (await allFiles()).map(async (file) => ({ file, lines: (await textOf(file)).split('\n').length - 1 })),
  );
  expect(sizes.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
});

test('files are named in kebab-case, after what they are', async () => {
  const names = (await allFiles()).map((file) => file.split('/').at(-1) ?? '');
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(name))).toEqual([]);
  expect(names.filter((name) => /\b(utils?|helpers?|common|managers?|misc)\b/.test(name))).toEqual([]);
});

test('index.ts is the registry of a folder of declarations, nothing else', async () => {
  expect((await allFiles()).filter((file) => file.endsWith('/index.ts'))).toEqual([
    'bench/index.ts',
    'cli/commands/index.ts',
    'processors/index.ts',
    'projections/index.ts',
    'reports/index.ts',
    'schemas/index.ts',
  ]);
});

async function filesWith(files: readonly string[], pattern: RegExp): Promise<readonly string[]> {
  const found = await Promise.all(files.map(async (file) => pattern.test(await textOf(file))));
  return files.filter((file, index) => found[index] === true && file !== OWN_FILE);
}
