import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommands } from '../../bench/run-commands.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

let installation: TestInstallation;

beforeAll(async () => {
  installation = await startTestInstallation();
});
afterAll(() => installation.stop());

test('the bench can measure the help and the status of an installation that runs', async () => {
  const figures = await runCommands(installation.dataDir, { runs: 1, say: () => undefined });
  expect(figures.map(({ measured }) => measured.what)).toEqual([
    'tacho --help',
    'tacho status',
    'tacho status, nothing runs',
    'npm exec tacho -- --help',
    'npm exec tacho -- status',
  ]);
  for (const { measured } of figures) expect(measured.runs[0]).toBeGreaterThan(0);
});
