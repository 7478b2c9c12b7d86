import { expect, test } from 'vitest';
import { SHIPPED, sourceFiles, textOf } from './project-files.ts';

const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|type|interface) +([\w$]+)/gm;

/** Exports whose names the scan cannot see: `export { a }` of the file's own names, and destructuring. */
const UNREADABLE = /^export (?:const|let) *[{[]|^export (?:type )?\{[^}]*\}(?! from)/m;

interface SourceText {
  readonly file: string;
  readonly text: string;
}

test('an exported name is declared in one file only', async () => {
  expect(declaredTwice(await sourceTexts())).toEqual([]);
});

test('every export is declared in a form that the scan reads', async () => {
  const unreadable = (await sourceTexts()).filter(({ text }) => UNREADABLE.test(text));
  expect(unreadable.map(({ file }) => file)).toEqual([]);
});

test('the scan finds a name that two files declare, whatever its kind, and no re-export', () => {
  const texts = [
    {
      file: 'a.ts',
      text: 'export interface Segment {}\nexport async function openLog() {}\nexport const one = 1;',
    },
    {
      file: 'b.ts',
      text: "export type Segment = string;\nexport type { Other } from './c.ts';\nconst one = 2;",
    },
    { file: 'c.ts', text: 'export class Other {}\nexport function* openLog() {}' },
  ];
  expect(declaredTwice(texts)).toEqual(['Segment: a.ts, b.ts', 'openLog: a.ts, c.ts']);
});

async function sourceTexts(): Promise<readonly SourceText[]> {
  const files = await sourceFiles(...SHIPPED, 'bench', 'docs', 'test');
  return Promise.all(files.map(async (file) => ({ file, text: await textOf(file) })));
}

/** Names that several files export, each with its files; overloads within one file are one declaration. */
function declaredTwice(texts: readonly SourceText[]): readonly string[] {
  const filesOf = new Map<string, Set<string>>();
  for (const { file, text } of texts)
    for (const [, name = ''] of text.matchAll(DECLARED))
      filesOf.set(name, (filesOf.get(name) ?? new Set()).add(file));
  return [...filesOf]
    .filter(([, files]) => files.size > 1)
    .map(([name, files]) => `${name}: ${[...files].join(', ')}`)
    .sort();
}
