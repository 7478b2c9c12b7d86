import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isWhole, publishEntry, sealEntry } from '../../../../platform/embedded/cache-entry.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

it('takes an entry for whole until a file is missing or has another size', async () => {
  const entry = await makeEntry(await temporaryDirectory(), 'content');
  expect(await isWhole(entry)).toBe(true);
  await writeFile(join(entry, 'lib', 'a.jar'), 'cont');
  expect(await isWhole(entry)).toBe(false);
});

it('does not take an unfinished entry for whole', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'a.jar'), 'content');
  expect(await isWhole(dir)).toBe(false);
  expect(await isWhole(join(dir, 'absent'))).toBe(false);
});

it('keeps the entry of a quicker process', async () => {
  const dir = await temporaryDirectory();
  const place = join(dir, 'place');
  await publishEntry(await makeEntry(join(dir, 'quick'), 'first'), place);
  await publishEntry(await makeEntry(join(dir, 'slow'), 'second'), place);
  expect(await readFile(join(place, 'lib', 'a.jar'), 'utf8')).toBe('first');
});

it('replaces a damaged entry', async () => {
  const dir = await temporaryDirectory();
  const place = await makeEntry(join(dir, 'place'), 'first');
  await writeFile(join(place, 'lib', 'a.jar'), '');
  await publishEntry(await makeEntry(join(dir, 'fresh'), 'second'), place);
  expect(await readFile(join(place, 'lib', 'a.jar'), 'utf8')).toBe('second');
});

async function makeEntry(dir: string, content: string): Promise<string> {
  await mkdir(join(dir, 'lib'), { recursive: true });
  await writeFile(join(dir, 'lib', 'a.jar'), content);
  await sealEntry(dir);
  return dir;
}
