import { expect, test } from 'vitest';
import { workersOf } from '../../../../cli/workers/worker-process.ts';

test('given an archive, then the archiver is one more worker, and without one it is not', () => {
  const four = ['ingest', 'processors', 'projections', 'reports'];
  expect(workersOf({ ARCHIVE_DIR: '/archive' })).toEqual([...four, 'archive']);
  expect(workersOf({ ARCHIVE_DIR: '' })).toEqual(four);
  expect(workersOf({})).toEqual(four);
});
