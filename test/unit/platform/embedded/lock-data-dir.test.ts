import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockDataDir } from '../../../../platform/embedded/lock-data-dir.ts';
import { identify } from '../../../../platform/embedded/process-identity.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

it('is held by one owner at a time', async () => {
  const dir = await temporaryDirectory();
  const unlock = await lockDataDir(dir);
  await expect(lockDataDir(dir)).rejects.toThrow(`is in use by the stack of process ${process.pid}`);
  await unlock();
  await expect(lockDataDir(dir)).resolves.toBeTypeOf('function');
});

it('respects the lock of another process that runs', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'lock'), JSON.stringify(await identify(process.ppid)));
  await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'data-dir-locked' });
});

it.each([
  ['of a process that is gone', JSON.stringify({ pid: 2 ** 30, began: '' })],
  ['of an earlier process with a pid in use again', JSON.stringify({ pid: process.ppid, began: 'earlier' })],
  ['that was never finished', ''],
])('takes over the lock %s', async (_whose, content) => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'lock'), content);
  await lockDataDir(dir);
  const owner: unknown = JSON.parse(await readFile(join(dir, 'lock'), 'utf8'));
  expect(owner).toMatchObject({ pid: process.pid });
});
