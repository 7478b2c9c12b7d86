import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, textOf } from './project-files.ts';

const INDEX = 'docs/README.md';
const DECISIONS = 'docs/adr/README.md';
const GLOSSARY = 'docs/architecture.md';

/** Each has one definition, in the glossary. */
const WORDS = [
  ...['set', 'stage', 'fold', 'tick', 'window', 'grace', 'horizon', 'lane'],
  ...['projection', 'life', 'standing', 'checkpoint', 'balance'],
];

const STATUS = /^(?:Accepted|Superseded by \[\d+\]\([\w-]+\.md\)), \d{1,2} [A-Z][a-z]+ \d{4}$/;

test('every page is in the index, in one of its four parts', async () => {
  const index = await textOf(INDEX);
  const parts = [...index.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(parts).toEqual(['Tutorials', 'How-to', 'Reference', 'Explanation']);
  const linked = (await linksOf(INDEX)).map(({ path }) => path);
  const pages = (await pagesIn('docs')).filter((page) => page !== INDEX && dirname(page) === 'docs');
  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  expect(linked).toContain(DECISIONS);
});

describe('decisions', () => {
  test('each says its status and its date under its title', async () => {
    const decisions = await decisionsOnRecord();
    expect(decisions.length).toBeGreaterThan(19);
    expect(decisions.filter(({ status }) => !STATUS.test(status))).toEqual([]);
  });

  test('each is in their index, with number, title, status and date', async () => {
    const rows = (await textOf(DECISIONS)).split('\n');
    const missing = (await decisionsOnRecord()).filter(
      ({ file, number, title, status }) => !rows.includes(`| ${number} | [${title}](${file}) | ${status} |`),
    );
    expect(missing).toEqual([]);
  });

  test('are numbered in the order of their making, without a gap', async () => {
    const numbers = (await decisionsOnRecord()).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

test('every word of the glossary is defined once', async () => {
  const defined = [...(await textOf(GLOSSARY)).matchAll(/^\| \*\*(\w+)\*\* \|/gm)].map(([, word]) => word);
  expect(new Set(defined).size).toBe(defined.length);
  expect(defined).toEqual(expect.arrayContaining(WORDS));
});

test('every link between pages leads to a file that is there, and to a heading that it has', async () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...(await pagesIn('docs'))];
  const links = (await Promise.all(pages.map(linksOf))).flat();
  expect(links.length).toBeGreaterThan(100);
  const broken = await Promise.all(
    links.map(async ({ path, anchor }) => {
      if (!existsSync(join(ROOT, path))) return true;
      return anchor !== null && !(await anchorsOf(path)).has(anchor);
    }),
  );
  expect(links.filter((_, index) => broken[index])).toEqual([]);
});

test('every script that a page names is in package.json', async () => {
  const { scripts } = JSON.parse(await textOf('package.json')) as { scripts: object };
  const pages = ['README.md', 'CONTRIBUTING.md', '.github/workflows/ci.yml', ...(await pagesIn('docs'))];
  const texts = await Promise.all(pages.map(textOf));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:]*)/g)].map(([, name = '']) => name),
  );
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

test('the editor starts programs that are there', async () => {
  const { configurations, inputs } = JSON.parse(await textOf('.vscode/launch.json')) as Launch;
  const workers = inputs.flatMap(({ options }) => options);
  const programs = configurations.flatMap(({ program }) =>
    workers.map((worker) => program.replace('${workspaceFolder}/', '').replace('${input:worker}', worker)),
  );
  expect(programs).toContain('ingest/main.ts');
  expect([...new Set(programs)].filter((program) => !existsSync(join(ROOT, program)))).toEqual([]);
});

interface Launch {
  readonly configurations: readonly { readonly program: string }[];
  readonly inputs: readonly { readonly options: readonly string[] }[];
}

interface Link {
  readonly from: string;
  /** From the top of the project. */
  readonly path: string;
  readonly anchor: string | null;
}

interface Decision {
  readonly file: string;
  readonly number: number;
  readonly title: string;
  /** The line under the title. */
  readonly status: string;
}

async function decisionsOnRecord(): Promise<readonly Decision[]> {
  const files = (await pagesIn('docs/adr')).filter((page) => page !== DECISIONS);
  return Promise.all(
    files.map(async (page) => {
      const [heading = '', , status = ''] = (await textOf(page)).split('\n');
      const [, number, title = ''] = /^# (\d+)\. (.+)$/.exec(heading) ?? [];
      return { file: page.replace('docs/adr/', ''), number: Number(number), title, status };
    }),
  );
}

/** Pages in a folder and those below it, as paths from the top of the project. */
async function pagesIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(join(ROOT, folder), { recursive: true });
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

/** Links and pictures of a page that lead to files of the project. */
async function linksOf(page: string): Promise<readonly Link[]> {
  const prose = withoutBlocks(await textOf(page));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor = null] = target.split('#');
    return [{ from: page, path: path === '' ? page : normalize(join(dirname(page), path)), anchor }];
  });
}

/** What can be linked to in a page, as GitHub names its headings. */
async function anchorsOf(page: string): Promise<ReadonlySet<string>> {
  const headings = [...withoutBlocks(await textOf(page)).matchAll(/^#+ (.+)$/gm)];
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

const withoutBlocks = (text: string): string => text.replace(/^ *```.*?^ *```$/gms, '');
