import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classArchive, type ClassPlaces } from '../../../../platform/embedded/class-archive.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const JAVA = { build: 'openjdk version "17.0.1"' };

async function places(): Promise<ClassPlaces> {
  const top = await temporaryDirectory();
  const [classes, dir] = [join(top, 'classes'), join(top, 'server')];
  await mkdir(classes);
  await mkdir(dir);
  return { classes, dir };
}

/** As a server does that ends in order. */
async function made({ dir }: ClassPlaces): Promise<void> {
  await writeFile(join(dir, 'classes.jsa'), 'parsed');
}

test('given a server that made an archive and ended as it was asked to, then the next ones use it', async () => {
  const at = await places();
  const first = await classArchive(JAVA, at);
  expect(first.use).toEqual([]);
  expect(first.useOrMake).toContain(`-XX:ArchiveClassesAtExit=${join(at.dir, 'classes.jsa')}`);
  await made(at);
  await first.keep(143);
  const [kept = ''] = await readdir(at.classes);
  expect(kept).toMatch(/^classes-[0-9a-f]{16}$/);
  const next = await classArchive(JAVA, at);
  expect(next.useOrMake).toContain(`-XX:SharedArchiveFile=${join(at.classes, kept, 'classes.jsa')}`);
  expect(next.use).toEqual(next.useOrMake);
  expect(await readdir(at.dir)).toEqual([]);
});

test('given a server that was killed, then what it had begun to write is not used, and does not stay', async () => {
  const at = await places();
  await made(at);
  await (await classArchive(JAVA, at)).keep(137);
  expect((await classArchive(JAVA, at)).use).toEqual([]);
  expect(await readdir(at.dir)).toEqual([]);
});

test('given a server that ended without an archive, then there is none, and nothing is wrong', async () => {
  const at = await places();
  await (await classArchive(JAVA, at)).keep(143);
  expect(await readdir(at.classes)).toEqual([]);
});

test('given an archive that was cut short, then it is not used, and the next server that ends replaces it', async () => {
  const at = await places();
  await made(at);
  await (await classArchive(JAVA, at)).keep(143);
  const [kept = ''] = await readdir(at.classes);
  await truncate(join(at.classes, kept, 'classes.jsa'), 3);
  const next = await classArchive(JAVA, at);
  expect(next.use).toEqual([]);
  await made(at);
  await next.keep(143);
  expect((await classArchive(JAVA, at)).use).not.toEqual([]);
  expect(await readdir(at.classes)).toEqual([kept]);
});
