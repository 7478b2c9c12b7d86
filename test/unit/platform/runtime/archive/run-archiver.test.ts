import { expect, onTestFinished, test, vi } from 'vitest';
import { archiveFormat } from '../../../../../platform/avro/archive-format.ts';
import { silentLogger } from '../../../../../platform/core/logger.ts';
import { noMetrics } from '../../../../../platform/core/metrics.ts';
import { createMemoryArchive, type MemoryArchive } from '../../../../../platform/memory/memory-archive.ts';
import { createMemoryLog, type MemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { createArchiveReader } from '../../../../../platform/runtime/archive/archive-reader.ts';
import { segmentsOf } from '../../../../../platform/runtime/archive/list-segments.ts';
import { readManifest } from '../../../../../platform/runtime/archive/read-segment.ts';
import { runArchiver, type RunningArchiver } from '../../../../../platform/runtime/archive/run-archiver.ts';
import { withArchive } from '../../../../../platform/runtime/archive/with-archive.ts';
import { append, numbered, readAll, textsOf } from '../../../../contract/log-records.ts';

const topic = 'pumps';
const NEVER = Infinity;

interface Setting {
  readonly log: MemoryLog;
  readonly archive: MemoryArchive;
  /** Starts one more archiver; it is closed when the test ends. */
  readonly start: (limits?: { sealBytes?: number; sealAfterMs?: number }) => RunningArchiver;
  /** From and next of what is archived of a partition. */
  readonly ranges: (partition?: number) => Promise<(readonly [number, number])[]>;
}

async function given(partitions = 1): Promise<Setting> {
  const [log, archive] = [createMemoryLog({ now: () => 1000 }), createMemoryArchive()];
  await log.admin.ensureTopics([{ topic, partitions, cleanup: 'delete' }]);
  return {
    log,
    archive,
    start({ sealBytes = 1, sealAfterMs = NEVER } = {}) {
      const archiver = runArchiver({
        ...{ topic, group: 'archive', log, archive, format: archiveFormat },
        findSchema: (id) => Promise.resolve(id === 7 ? { type: 'string' } : null),
        limits: { sealBytes, sealAfterMs },
        now: () => performance.now(),
        ...{ logger: silentLogger, metrics: noMetrics },
      });
      onTestFinished(() => archiver.close());
      return archiver;
    },
    ranges: async (partition = 0) =>
      (await segmentsOf(archive, topic, partition)).map(({ from, next }) => [from, next] as const),
  };
}

test('given records, when they are enough, then they are sealed and come back as they were', async () => {
  const { log, archive, start, ranges } = await given(2);
  await append(log, [...numbered(topic, 0, 0, 9), ...numbered(topic, 1, 0, 4)]);
  start();
  await vi.waitFor(async () => expect([await ranges(0), await ranges(1)]).toEqual([[[0, 9]], [[0, 4]]]));

  const before = await readAll(log, topic, 0, 0);
  log.trim(topic, 0, 9);
  const reader = createArchiveReader({ archive, format: archiveFormat });
  const after = await readAll(withArchive({ log, reader, logger: silentLogger }), topic, 0, 0);
  expect(
    after.records.map(({ offset, appendedAt, key, value, headers }) => ({
      offset,
      appendedAt,
      key,
      value,
      headers,
    })),
  ).toEqual(before.records);
});

test('given too little for a file, when it is old, then it is sealed', async () => {
  const { log, start, ranges } = await given();
  await append(log, numbered(topic, 0, 0, 3));
  start({ sealBytes: NEVER, sealAfterMs: 0 });
  await vi.waitFor(async () => expect(await ranges()).toEqual([[0, 3]]), { timeout: 5000 });
});

test('given another archiver was there before, then it goes on where that ended, after holes too', async () => {
  const { log, archive, start, ranges } = await given();
  await append(log, numbered(topic, 0, 0, 3));
  const first = start();
  await vi.waitFor(async () => expect(await ranges()).toEqual([[0, 3]]));
  await first.close();
  const owner = await log.openTransactional('id');
  const position = { topic, partition: 0, next: 0, note: '' };
  await owner.commit(numbered(topic, 0, 3, 5), 'group', position);
  await owner.commit(numbered(topic, 0, 5, 6), 'group', position);
  start();
  await vi.waitFor(async () =>
    expect(await ranges()).toEqual([
      [0, 3],
      [3, 8],
    ]),
  );
  expect(await readManifest({ archive }, { topic, partition: 0, from: 3, next: 8 })).toMatchObject({
    ...{ begins: 0, records: 3, firstAt: 1000, lastAt: 1000 },
  });
});

test('given the archive cannot be reached, then it says so and goes on when it can', async () => {
  const { log, archive, start, ranges } = await given();
  const archiver = start();
  await vi.waitFor(() => expect(archiver.health()).toBe('ok'));
  archive.fail(true);
  await append(log, numbered(topic, 0, 0, 3));
  await vi.waitFor(() => expect(archiver.health()).toContain('The archive cannot be reached.'));
  archive.fail(false);
  await vi.waitFor(async () => expect(await ranges()).toEqual([[0, 3]]), { timeout: 5000 });
  expect(archiver.health()).toBe('ok');
});

test('given the log lost what was to be archived, then the rest is archived, and reading names the loss', async () => {
  const { log, archive, start, ranges } = await given();
  await append(log, numbered(topic, 0, 0, 3));
  const first = start();
  await vi.waitFor(async () => expect(await ranges()).toEqual([[0, 3]]));
  await first.close();
  await append(log, numbered(topic, 0, 3, 9));
  log.trim(topic, 0, 6);
  start();
  await vi.waitFor(async () =>
    expect(await ranges()).toEqual([
      [0, 3],
      [6, 9],
    ]),
  );

  log.trim(topic, 0, 9);
  const reader = createArchiveReader({ archive, format: archiveFormat });
  const both = withArchive({ log, reader, logger: silentLogger });
  await expect(readAll(both, topic, 0, 0)).rejects.toThrow('pumps/0, offsets 3..5: they are missing');
  expect(textsOf((await readAll(both, topic, 0, 6)).records)).toEqual(['6', '7', '8']);
});

test('given the archive of another log, then its partition stops and says so', async () => {
  const { log, archive, start, ranges } = await given();
  await append(log, numbered(topic, 0, 0, 3));
  const first = start();
  await vi.waitFor(async () => expect(await ranges()).toEqual([[0, 3]]));
  await first.close();
  const other = createMemoryLog();
  await other.admin.ensureTopics([{ topic, partitions: 1, cleanup: 'delete' }]);
  const archiver = runArchiver({
    ...{ topic, group: 'archive', log: other, archive, format: archiveFormat },
    findSchema: () => Promise.resolve(null),
    limits: { sealBytes: 1, sealAfterMs: NEVER },
    now: () => 0,
    ...{ logger: silentLogger, metrics: noMetrics },
  });
  onTestFinished(() => archiver.close());
  await vi.waitFor(() => expect(archiver.health()).toMatch(/partition 0: .*it is another log/));
});

test('given two archivers, when one leaves, then the other goes on and nothing is missing', async () => {
  const { log, archive, start, ranges } = await given(2);
  const one = start();
  start();
  for (let from = 0; from < 40; from += 10) {
    await append(log, [...numbered(topic, 0, from, from + 10), ...numbered(topic, 1, from, from + 10)]);
    if (from === 20) await one.close();
  }
  await vi.waitFor(async () => {
    for (const partition of [0, 1]) expect((await ranges(partition)).at(-1)?.[1]).toBe(40);
  });
  for (const partition of [0, 1]) {
    log.trim(topic, partition, 40);
    const reader = createArchiveReader({ archive, format: archiveFormat });
    const { records } = await readAll(
      withArchive({ log, reader, logger: silentLogger }),
      topic,
      partition,
      0,
    );
    expect(textsOf(records)).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
  }
});
