import { expect, onTestFinished, test, vi } from 'vitest';
import { archiveFormat } from '../../../../../platform/avro/archive-format.ts';
import { silentLogger } from '../../../../../platform/core/logger.ts';
import { createMemoryArchive } from '../../../../../platform/memory/memory-archive.ts';
import { createArchiveReader } from '../../../../../platform/runtime/archive/archive-reader.ts';
import { segmentName } from '../../../../../platform/runtime/archive/segment-name.ts';
import { withArchive } from '../../../../../platform/runtime/archive/with-archive.ts';
import { vehicleSet } from '../../../../../processors/index.ts';
import { append } from '../../../../contract/log-records.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { groupOf, openMemoryLog, SET_PARTITIONS, startSet } from '../../../../support/running-sets.ts';
import { names } from '../../../../support/said.ts';
import { sealRange } from '../../../../support/seal-range.ts';

const topic = names.topicName('telemetry');
const WITHIN = { timeout: 15_000, interval: 20 };

/** A recorded log that begins in the archive: two files of each partition. */
async function given() {
  const [log, archive] = [await openMemoryLog(), createMemoryArchive()];
  await append(log, recordedLog({ seed: 3, partitions: SET_PARTITIONS, minutes: 5 }));
  const ends = (await log.admin.offsets(topic)).map(({ end }) => end);
  for (const [partition, end] of ends.entries()) {
    await sealRange({ log, archive }, { topic, partition, from: 0, next: 40 });
    await sealRange({ log, archive }, { topic, partition, from: 40, next: end });
    log.trim(topic, partition, end - 10);
  }
  const reader = createArchiveReader({ archive, format: archiveFormat });
  const both = withArchive({ log, reader, logger: silentLogger });
  const committed = async (): Promise<readonly (number | undefined)[]> =>
    (await log.admin.committed(groupOf(vehicleSet), topic)).map((position) => position?.next);
  return { archive, both, ends, committed };
}

test('given a log that begins in its archive, when a set folds it, then it comes to the end', async () => {
  const { both, ends, committed } = await given();
  const set = startSet(vehicleSet, both);
  onTestFinished(() => set.close());
  await vi.waitFor(async () => expect(await committed()).toEqual(ends), WITHIN);
  expect(set.health()).toBe('ok');
});

test('given a damaged file, when a set folds, then its partition commits what is before it and names the range; the other goes on', async () => {
  const { archive, both, ends, committed } = await given();
  archive.damage(`${segmentName({ topic, partition: 1, from: 40, next: ends[1] ?? 0 })}.avro`);
  const set = startSet(vehicleSet, both);
  onTestFinished(() => set.close());
  const range = `${topic}/1, offsets 40..${(ends[1] ?? 0) - 1}: its checksum differs`;
  await vi.waitFor(async () => {
    expect(set.health()).toMatch(/^partition 1: /);
    expect(set.health()).toContain(range);
    expect(await committed()).toEqual([ends[0], 40]);
  }, WITHIN);
});
