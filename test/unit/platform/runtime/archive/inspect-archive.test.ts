import { expect, test } from 'vitest';
import { archiveFormat } from '../../../../../platform/avro/archive-format.ts';
import { createMemoryArchive } from '../../../../../platform/memory/memory-archive.ts';
import { createMemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { readArchiveStatus, verifyArchive } from '../../../../../platform/runtime/archive/inspect-archive.ts';
import { segmentName } from '../../../../../platform/runtime/archive/segment-name.ts';
import { append, numbered } from '../../../../contract/log-records.ts';
import { sealRange } from '../../../../support/seal-range.ts';

const topic = 'pumps';

/** An archive of 40 records of each of two partitions. */
async function givenArchive(...ranges: readonly (readonly [number, number])[]) {
  const [log, archive] = [createMemoryLog({ now: () => 500 }), createMemoryArchive()];
  await log.admin.ensureTopics([{ topic, partitions: 2, cleanup: 'delete' }]);
  await append(log, [...numbered(topic, 0, 0, 40), ...numbered(topic, 1, 0, 40)]);
  for (const partition of [0, 1])
    for (const [from, next] of ranges) await sealRange({ log, archive }, { topic, partition, from, next });
  return archive;
}

const nameOf = (partition: number, from: number, next: number): string =>
  segmentName({ topic, partition, from, next });

test('given whole files, then they are counted, and nothing is wrong', async () => {
  const archive = await givenArchive([0, 10], [10, 40]);
  const status = await readArchiveStatus(archive);
  expect(status.map(({ partition }) => partition)).toEqual([0, 1]);
  expect(status[0]).toMatchObject({
    ...{ topic, partition: 0, files: 2, begins: 0, next: 40, records: 40 },
    ...{ lastAt: 500, gaps: [], overlaps: 0 },
  });
  expect(await verifyArchive({ archive, format: archiveFormat })).toMatchObject({
    ...{ files: 4, records: 80, problems: [] },
    bytes: status.reduce((sum, { bytes }) => sum + bytes, 0),
  });
});

test('given files that overlap, then they are told, and nothing is wrong', async () => {
  const archive = await givenArchive([0, 10], [0, 20], [15, 40]);
  expect((await readArchiveStatus(archive))[0]).toMatchObject({ gaps: [], overlaps: 2, next: 40 });
  expect((await verifyArchive({ archive, format: archiveFormat })).problems).toEqual([]);
});

test('given files that are missing, the first ones too, then the ranges are named', async () => {
  const archive = await givenArchive([0, 10], [10, 20], [20, 30], [30, 40]);
  archive.remove(`${nameOf(1, 0, 10)}.json`);
  archive.remove(`${nameOf(1, 20, 30)}.json`);
  expect((await readArchiveStatus(archive))[1]?.gaps).toEqual([
    { from: 0, next: 10 },
    { from: 20, next: 30 },
  ]);
  const { problems } = await verifyArchive({ archive, format: archiveFormat });
  expect(problems).toEqual([
    { topic, partition: 1, from: 0, next: 10, problem: 'they are missing' },
    { topic, partition: 1, from: 20, next: 30, problem: 'they are missing' },
  ]);
});

test('given damaged and lost files, then each is named with what is wrong', async () => {
  const archive = await givenArchive([0, 10], [10, 20], [20, 30]);
  archive.damage(`${nameOf(0, 0, 10)}.avro`);
  archive.remove(`${nameOf(0, 10, 20)}.avro`);
  archive.damage(`${nameOf(0, 20, 30)}.json`);
  const { files, problems } = await verifyArchive({ archive, format: archiveFormat });
  expect(files).toBe(3);
  expect(problems.map(({ from, problem }) => [from, problem])).toEqual([
    [0, 'its checksum differs'],
    [10, 'its file is missing'],
    [20, 'its manifest is not as it was written'],
  ]);
});
