import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenToldToStop } from '../platform/runtime/when-told-to-stop.ts';
import { createProgramRunner } from './runner/run-program.ts';
import { sumOf, tallyOfCheck, tallyOfTests, type Tally } from './runner/tally.ts';

// `npm test`: every check and every test. All of them run, whatever fails; the last line says how many passed.

const ROOT = join(import.meta.dirname, '..');
const LIMIT_MS = 45 * 60_000;

const CHECKS = [
  ['types', ['node_modules/.bin/tsc']],
  ['lint', ['node_modules/.bin/eslint', '.', '--max-warnings', '0']],
  ['format', ['node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.']],
  ['unused code', ['node_modules/.bin/knip']],
  ['generated pages', ['node', 'docs/generate.ts', '--check']],
  ['generated schemas', ['node', 'schemas/generate.ts', '--check']],
] as const satisfies readonly (readonly [string, readonly [string, ...string[]]])[];

/** Each is one run of vitest: what is quick first, what takes servers last, all of that from one queue. */
const SUITES: readonly (readonly string[])[] = [
  ['unit', 'contract', 'architecture'],
  ['integration', 'e2e'],
];

const runner = createProgramRunner(ROOT, LIMIT_MS);
whenToldToStop((signal) => {
  process.exitCode = 128 + constants.signals[signal];
  runner.end(signal);
});

const tallies: Tally[] = [];
tallies.push(...(await Promise.all(CHECKS.map(([name, command]) => check(name, command)))));
for (const each of SUITES) if (!isInterrupted()) tallies.push(await suite(each));

const { passed, failed } = sumOf(tallies);
if (failed > 0) process.exitCode ??= 1;
console.log(`${passed} passed, ${failed} failed`);

function isInterrupted(): boolean {
  return process.exitCode !== undefined;
}

async function check(name: string, command: readonly [string, ...string[]]): Promise<Tally> {
  const exitCode = await runner.run(command);
  console.log(`${exitCode === 0 ? 'ok' : 'FAILED'}: ${name}`);
  return tallyOfCheck(exitCode);
}

async function suite(projects: readonly string[]): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'tacho-report-'));
  const file = join(dir, 'report.json');
  const exitCode = await runner.run([
    'node_modules/.bin/vitest',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const json = await readFile(file, 'utf8').catch(() => null);
  await rm(dir, { recursive: true, force: true });
  return tallyOfTests(exitCode, json);
}
