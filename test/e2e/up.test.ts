import { readdir } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { descendantsOf, stillRunning } from '../support/process-tree.ts';
import { runTacho, startTacho, startTachoInTerminal, type RunningTacho } from '../support/run-tacho.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const GONE = { timeout: 60_000, interval: 200 };
/** Four servers, each with its guard, and four workers. */
const CHILDREN = 12;
/** As many tasks as there need to be. */
const FEW = { TACHO_PARTITIONS: '2' };

test('given a running installation, when Ctrl-C is pressed, then nothing of it runs, and the next one has its data', async () => {
  const dataDir = await temporaryDirectory();
  const at = ['--data-dir', dataDir];

  const first = startTachoInTerminal(['up', ...at], FEW);
  const children = await untilUp(first);
  expect(await runTacho(['device', 'add', 'bus-1', '--label', 'kept', ...at])).toMatchObject({ exitCode: 0 });
  first.kill('SIGINT');
  // npm makes what it likes of the 0.
  expect((await first.ended).stderr).toMatch(/kafka stopped: exit code 143\n(.*\n)*$/);
  await expectGone(children, dataDir);

  const second = startTacho(['up', ...at], FEW);
  const next = await untilUp(second);
  const { stdout } = await runTacho(['device', 'list', '--json', ...at]);
  expect(JSON.parse(stdout)).toMatchObject([{ vehicles: ['bus-1'], label: 'kept' }]);
  second.kill('SIGINT');
  expect(await second.ended).toMatchObject({ exitCode: 0 });
  await expectGone(next, dataDir);
});

test('given an installation that is starting, when Ctrl-C is pressed, then nothing of it runs, and it says so with 130', async () => {
  const dataDir = await temporaryDirectory();
  const starting = startTacho(['up', '--data-dir', dataDir], FEW);
  await starting.says(/kafka starting/);
  const children = await descendantsOf(starting.pid);
  starting.kill('SIGINT');
  expect(await starting.ended).toMatchObject({ exitCode: 130, stdout: '' });
  await expectGone(children, dataDir);
});

/** The processes that it has started. */
async function untilUp(up: RunningTacho): Promise<readonly number[]> {
  await up.says(/Everything runs/);
  const children = await descendantsOf(up.pid);
  expect(children.length).toBeGreaterThanOrEqual(CHILDREN);
  return children;
}

async function expectGone(children: readonly number[], dataDir: string): Promise<void> {
  await vi.waitFor(async () => expect(await stillRunning(children)).toEqual([]), GONE);
  const left = await readdir(dataDir);
  expect(left.filter((name) => ['lock', 'installation.json'].includes(name))).toEqual([]);
}
