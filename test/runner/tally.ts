import { z } from 'zod';

/** How many passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The part of vitest's JSON report that says what became of each test. */
const report = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** A check counts as one. */
export const tallyOfCheck = (exitCode: number): Tally =>
  exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/**
 * The tests of a vitest run by its JSON report, null where there is none. What did not run has failed, and so has a
 * file that could not even be loaded, and a run that went wrong though every test passed.
 */
export function tallyOfTests(exitCode: number, json: string | null): Tally {
  if (json === null) return { passed: 0, failed: 1 };
  const files = report.parse(JSON.parse(json)).testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const unloaded = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(hasFailed));
  const failed = tests.length - passed + unloaded.length;
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

const hasFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

/** All of them together. */
export const sumOf = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
  failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
});
