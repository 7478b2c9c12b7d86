import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenToldToStop } from '../platform/runtime/when-told-to-stop.ts';
import { createProgramRunner } from './runner/run-program.ts';
import { formatSlowest, type Timed } from './runner/slowest.ts';
import { sumOf, tallyOfCheck, tallyOfTests, type Tally } from './runner/tally.ts';

// `npm test`: every check, and every test but the long ones; `npm run test:all` adds these. Everything runs, whatever
// fails. The last line says how many passed and failed.

const ROOT = join(import.meta.dirname, '..');
const LIMIT_MS = 85 * 60_000;
const KEPT = join(ROOT, 'node_modules/.cache');

type Program = readonly [string, ...string[]];
type Environment = Readonly<Record<string, string>>;

/** Comes before everything else: a type error makes most tests fail in ways that are hard to read. */
const TYPES: Program = ['node_modules/.bin/tsc', '--incremental', '--tsBuildInfoFile', `${KEPT}/tsc.json`];

const CHECKS: readonly (readonly [string, Program])[] = [
  ['generated schemas', ['node', 'schemas/generate.ts', '--check']],
  ['generated pages', ['node', 'docs/generate.ts', '--check']],
  [
    'lint',
    ['node_modules/.bin/eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', `${KEPT}/eslint`],
  ],
  [
    'format',
    ['node_modules/.bin/prettier', '--check', '--cache', '--cache-location', `${KEPT}/prettier`, '.'],
  ],
  ['unused code', ['node_modules/.bin/knip', '--cache', '--cache-location', `${KEPT}/knip`]],
];

/** Vitest projects without servers, and those on real ones. */
const PURE = ['unit', 'contract', 'architecture'];
const ON_SERVERS = process.argv.includes('--all')
  ? ['integration', 'e2e', 'faults', 'bench']
  : ['integration', 'e2e'];

const runner = createProgramRunner(ROOT, LIMIT_MS);
whenToldToStop((signal) => {
  process.exitCode = 128 + constants.signals[signal];
  runner.end(signal);
});

const tallies: Tally[] = [];
const steps: Timed[] = [];

await check('types', TYPES);
await Promise.all([suite('tests on servers', ON_SERVERS), besideServers()]);

console.log(formatSlowest('steps', steps));
const { passed, failed } = sumOf(tallies);
if (failed > 0) process.exitCode ??= 1;
console.log(`${passed} passed, ${failed} failed`);

/** What waits for nobody, one after the other, while tests on servers often wait. */
async function besideServers(): Promise<void> {
  for (const [name, program] of CHECKS) await check(name, program);
  await suite('tests without servers', PURE);
}

async function check(name: string, program: Program): Promise<void> {
  if (isInterrupted()) return;
  const exitCode = await timed(name, program);
  console.log(`${exitCode === 0 ? 'ok' : 'FAILED'}: ${name}`);
  tallies.push(tallyOfCheck(exitCode));
}

async function suite(name: string, projects: readonly string[]): Promise<void> {
  if (isInterrupted()) return;
  const dir = await mkdtemp(join(tmpdir(), 'tacho-report-'));
  const file = join(dir, 'report.json');
  const projectArguments = projects.flatMap((project) => ['--project', project]);
  const exitCode = await timed(name, ['node_modules/.bin/vitest', 'run', ...projectArguments], {
    TEST_REPORT: file,
  });
  const json = await readFile(file, 'utf8').catch(() => null);
  await rm(dir, { recursive: true, force: true });
  tallies.push(tallyOfTests(exitCode, json));
}

function isInterrupted(): boolean {
  return process.exitCode !== undefined;
}

/** The exit code of a program; how long it took is kept. */
async function timed(name: string, program: Program, environment: Environment = {}): Promise<number> {
  const startedAt = Date.now();
  const exitCode = await runner.run(program, environment);
  steps.push({ name, ms: Date.now() - startedAt });
  return exitCode;
}
