import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchivePort } from '../../platform/core/archive-port.ts';

/** An archive under test and how to leave it. */
export interface OpenedArchive {
  readonly archive: ArchivePort;
  readonly close: () => Promise<void>;
}

/** What every adapter of the port `ArchivePort` promises; the archive that is opened is empty. */
export function archiveContract(name: string, openEmpty: () => Promise<OpenedArchive>): void {
  describe(`the archive in ${name}`, () => {
    let opened: OpenedArchive;
    beforeAll(async () => {
      opened = await openEmpty();
    });
    afterAll(() => opened.close());

    test('an empty one has no files', async () => {
      expect(await opened.archive.list('')).toEqual([]);
      expect(await opened.archive.read('a/0/file')).toBeNull();
    });

    test('what was written is read, byte by byte, and the newer of two stays', async () => {
      const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await opened.archive.write('bytes/0/file', Buffer.from('older'));
      await opened.archive.write('bytes/0/file', every);
      await opened.archive.write('bytes/0/empty', Buffer.alloc(0));
      expect(await opened.archive.read('bytes/0/file')).toEqual(every);
      expect(await opened.archive.read('bytes/0/empty')).toEqual(Buffer.alloc(0));
    });

    test('files are listed by their folders, in order', async () => {
      for (const each of ['list.b/1/y', 'list.b/1/x', 'list.b/10/x', 'list/1/x'])
        await opened.archive.write(each, Buffer.from(each));
      expect(await opened.archive.list('list.b')).toEqual(['list.b/1/x', 'list.b/1/y', 'list.b/10/x']);
      expect(await opened.archive.list('list.b/1')).toEqual(['list.b/1/x', 'list.b/1/y']);
      expect(await opened.archive.list('list')).toEqual(['list/1/x']);
      expect((await opened.archive.list('')).filter((each) => each.startsWith('list'))).toHaveLength(4);
    });
  });
}
