import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeArchiveDirectory, openDirectoryArchive } from '../../platform/files/open-directory-archive.ts';
import { createMemoryArchive } from '../../platform/memory/memory-archive.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { archiveContract } from './archive-port.ts';

archiveContract('memory', () =>
  Promise.resolve({ archive: createMemoryArchive(), close: () => Promise.resolve() }),
);

archiveContract('a directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tacho-archive-'));
  return {
    archive: openDirectoryArchive(directory),
    close: () => rm(directory, { recursive: true, force: true }),
  };
});

test('given a file that a crash left unfinished, it is neither listed nor read', async () => {
  const directory = await temporaryDirectory();
  const archive = openDirectoryArchive(directory);
  await archive.write('topic/0/file', Buffer.from('whole'));
  await writeFile(join(directory, 'topic/0/next.17.unfinished'), 'half of');
  expect(await archive.list('')).toEqual(['topic/0/file']);
});

test('given a file was written, nothing else is left in its folder', async () => {
  const directory = await temporaryDirectory();
  await openDirectoryArchive(directory).write('topic/0/file', Buffer.from('whole'));
  expect(await readdir(join(directory, 'topic/0'))).toEqual(['file']);
});

test('given a directory that cannot be written, then the archive is said to be unavailable', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'file'), '');
  const archive = openDirectoryArchive(join(directory, 'file'));
  await expect(archive.write('topic/0/file', Buffer.alloc(1))).rejects.toMatchObject({
    code: 'archive-unavailable',
  });
});

test('given a directory that is not there, then the archive is unavailable and not empty, until it is made', async () => {
  const directory = join(await temporaryDirectory(), 'not', 'mounted');
  const archive = openDirectoryArchive(directory);
  const works = [
    () => archive.list(''),
    () => archive.read('file'),
    () => archive.write('file', Buffer.alloc(1)),
  ];
  for (const work of works) await expect(work()).rejects.toMatchObject({ code: 'archive-unavailable' });
  await makeArchiveDirectory(directory);
  await makeArchiveDirectory(directory);
  expect(await archive.list('')).toEqual([]);
});

test('given an archive in memory that is made to fail or is damaged, then it does and is', async () => {
  const archive = createMemoryArchive();
  await archive.write('file', Buffer.from('abc'));
  archive.damage('file');
  expect(String(await archive.read('file'))).toBe('acc');
  archive.fail(true);
  await expect(archive.list('')).rejects.toMatchObject({ code: 'archive-unavailable' });
  archive.fail(false);
  archive.remove('file');
  expect(await archive.read('file')).toBeNull();
});
