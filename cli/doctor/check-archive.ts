import { archiveIn, readArchiveRows } from '../archive/read-archive.ts';
import type { Check } from './finding.ts';
import { judgeArchive } from './judge-archive.ts';

/** Whether the archive has what it began with, up to where Kafka goes on. */
export const checkArchive: Check = {
  name: 'archive',
  asks: [],
  async look({ context }) {
    const archive = await archiveIn(context);
    if (archive === null) return { sound: 'no archive is set (ARCHIVE_DIR)', troubles: [] };
    const rows = await readArchiveRows(archive, context);
    const files = rows.reduce((sum, row) => sum + row.files, 0);
    return {
      sound: `${files} files of ${rows.length} partitions follow one another without a gap, up to where Kafka goes on`,
      troubles: rows.flatMap(judgeArchive),
    };
  },
};
