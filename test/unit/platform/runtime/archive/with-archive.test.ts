import { describe, expect, test } from 'vitest';
import { archiveFormat } from '../../../../../platform/avro/archive-format.ts';
import { silentLogger } from '../../../../../platform/core/logger.ts';
import type { Log, LogRange } from '../../../../../platform/core/ports.ts';
import { createMemoryArchive, type MemoryArchive } from '../../../../../platform/memory/memory-archive.ts';
import { createMemoryLog, type MemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { createArchiveReader } from '../../../../../platform/runtime/archive/archive-reader.ts';
import { withArchive } from '../../../../../platform/runtime/archive/with-archive.ts';
import { append, numbered, readAll, textsOf } from '../../../../contract/log-records.ts';
import { openTestMember } from '../../../../contract/test-member.ts';
import { sealRange } from '../../../../support/seal-range.ts';

const topic = 'pumps';
const RECORDS = 40;

interface Archived {
  readonly log: MemoryLog;
  readonly archive: MemoryArchive;
  readonly both: Log;
}

/** A partition of 40 records, of which ranges are archived, and whose beginning may be gone. */
async function given({
  sealed = [],
  low = 0,
  begins = 0,
}: {
  readonly sealed?: readonly (readonly [number, number])[];
  readonly low?: number;
  readonly begins?: number;
}): Promise<Archived> {
  let now = 0;
  const log = createMemoryLog({ now: () => (now += 10) });
  const archive = createMemoryArchive();
  await log.admin.ensureTopics([{ topic, partitions: 1, cleanup: 'delete' }]);
  await append(log, numbered(topic, 0, 0, RECORDS));
  for (const [from, next] of sealed) await sealRange({ log, archive }, { topic, from, next, begins });
  log.trim(topic, 0, low);
  const reader = createArchiveReader({ archive, format: archiveFormat });
  return { log, archive, both: withArchive({ log, reader, logger: silentLogger }) };
}

const nameOf = (from: number, next: number): string =>
  `${topic}/0/${String(from).padStart(20, '0')}-${String(next).padStart(20, '0')}`;

const texts = (from: number, to = RECORDS): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

function expectGapless(ranges: readonly LogRange[], from: number): void {
  ranges.reduce((next, range) => {
    expect(range.from).toBe(next);
    return range.next;
  }, from);
}

describe('reading a partition', () => {
  test.each([
    [
      'the archive ends where the log begins',
      [
        [0, 10],
        [10, 25],
      ],
      25,
    ],
    [
      'they overlap',
      [
        [0, 10],
        [10, 30],
      ],
      17,
    ],
    ['the log begins within the first file', [[0, 30]], 3],
    [
      'two owners sealed files that overlap',
      [
        [0, 10],
        [0, 20],
        [10, 15],
        [20, 30],
      ],
      30,
    ],
    ['nothing is lost', [[0, 10]], 0],
  ] as const)('given %s, then all is read once and in order', async (_, sealed, low) => {
    const { both } = await given({ sealed, low });
    const ranges: LogRange[] = [];
    for await (const range of both.readPartition(topic, 0, 0)) ranges.push(range);
    expect(textsOf(ranges.flatMap(({ records }) => records))).toEqual(texts(0));
    expectGapless(ranges, 0);
    expect((await both.admin.offsets(topic))[0]).toEqual({ low: 0, end: RECORDS });
  });

  test('given a place in the middle of a file, then what is before it is left out', async () => {
    const { both } = await given({ sealed: [[0, 30]], low: 30 });
    expect(textsOf((await readAll(both, topic, 0, 17)).records)).toEqual(texts(17));
  });

  test('given the archive begins later than the log once did, then reading begins there', async () => {
    const { both } = await given({ sealed: [[5, 30]], low: 30, begins: 5 });
    expect(await both.admin.offsets(topic)).toEqual([{ low: 5, end: RECORDS }]);
    expect(textsOf((await readAll(both, topic, 0, 0)).records)).toEqual(texts(5));
  });

  test('given nothing was archived, then the log is as it is', async () => {
    const { both } = await given({ low: 12 });
    expect(await both.admin.offsets(topic)).toEqual([{ low: 12, end: RECORDS }]);
    expect(textsOf((await readAll(both, topic, 0, 0)).records)).toEqual(texts(12));
  });

  test('given retention takes more while the archive is read, then the archive goes on', async () => {
    const { both, log } = await given({
      sealed: [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      low: 5,
    });
    const ranges: LogRange[] = [];
    for await (const range of both.readPartition(topic, 0, 0)) {
      ranges.push(range);
      if (range.from === 0) log.trim(topic, 0, 28);
    }
    expect(textsOf(ranges.flatMap(({ records }) => records))).toEqual(texts(0));
  });

  test('given retention takes what the log was about to give, then the archive gives it', async () => {
    const { both, log } = await given({
      sealed: [
        [0, 10],
        [10, 20],
      ],
      low: 5,
    });
    const { admin } = log;
    const offsets = admin.offsets.bind(admin);
    let asked = 0;
    admin.offsets = async (name) => {
      const answer = await offsets(name);
      // After the changeover at 10 was decided, and before the log is read.
      if ((asked += 1) === 2) log.trim(topic, 0, 15);
      return answer;
    };
    expect(textsOf((await readAll(both, topic, 0, 0)).records)).toEqual(texts(0));
  });
});

describe('instants', () => {
  // Record n was appended at 10 * (n + 1).
  test.each([
    ['before all', 0, 0],
    ['of the archive', 140, 13],
    ['between two files', 105, 10],
    ['of the log', 305, 30],
    ['after all', 9999, RECORDS],
  ])('given an instant %s, then the first record from then on is found', async (_, time, offset) => {
    const { both } = await given({
      sealed: [
        [0, 10],
        [10, 20],
        [20, 25],
      ],
      low: 25,
    });
    expect(await both.admin.offsetsAt(topic, time)).toEqual([offset]);
  });
});

describe('what is missing or damaged', () => {
  const sealed = [
    [0, 10],
    [10, 20],
    [20, 30],
  ] as const;

  test.each([
    ['a file is gone', (archive: MemoryArchive) => archive.remove(`${nameOf(10, 20)}.avro`), '10..19'],
    ['a manifest is gone', (archive: MemoryArchive) => archive.remove(`${nameOf(10, 20)}.json`), '10..19'],
    [
      'a byte of a file differs',
      (archive: MemoryArchive) => archive.damage(`${nameOf(10, 20)}.avro`),
      '10..19',
    ],
    [
      'a byte of a manifest differs',
      (archive: MemoryArchive) => archive.damage(`${nameOf(10, 20)}.json`),
      '10..19',
    ],
    [
      'the first manifest is gone',
      (archive: MemoryArchive) => archive.remove(`${nameOf(0, 10)}.json`),
      '0..9',
    ],
  ])('given %s, then reading stops there and names the range', async (_, spoil, range) => {
    const { both, archive } = await given({ sealed, low: 30 });
    spoil(archive);
    const read: LogRange[] = [];
    const reading = (async () => {
      for await (const each of both.readPartition(topic, 0, 0)) read.push(each);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'archive-damaged' });
    await expect(reading).rejects.toThrow(`${topic}/0, offsets ${range}: `);
    expect(textsOf(read.flatMap(({ records }) => records))).toEqual(texts(0, Number(range.split('.')[0])));
  });

  test('given the archive ends before the log begins, then reading stops and names what is in neither', async () => {
    const { both } = await given({ sealed, low: 33 });
    await expect(readAll(both, topic, 0, 0)).rejects.toMatchObject({ code: 'offsets-lost' });
    await expect(readAll(both, topic, 0, 0)).rejects.toThrow('30..32 are in neither');
    expect(textsOf((await readAll(both, topic, 0, 33)).records)).toEqual(texts(33));
  });
});

describe('a member of a group', () => {
  test('given a place that the log no longer has, then the archive delivers and the log goes on', async () => {
    const { both, log } = await given({
      sealed: [
        [0, 10],
        [10, 30],
      ],
      low: 20,
    });
    const reader = await openTestMember(both, 'group', topic);
    reader.member.start(0, 3);
    await reader.until(() => reader.nextOf(0) === RECORDS);
    await append(log, numbered(topic, 0, RECORDS, RECORDS + 5));
    await reader.until(() => reader.nextOf(0) === RECORDS + 5);
    expect(reader.texts(0)).toEqual(texts(3, RECORDS + 5));
    expectGapless(reader.ranges(0), 3);
    expect(reader.mostAtOnce(0)).toBe(1);
  });

  test('given it is moved while the archive delivers, then it goes on from there', async () => {
    const { both } = await given({
      sealed: [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      low: 30,
    });
    const reader = await openTestMember(both, 'group', topic);
    reader.member.start(0, 0);
    await reader.until(() => reader.nextOf(0) === 10);
    reader.member.start(0, 5);
    await reader.until(() => reader.nextOf(0) === RECORDS);
    expect(reader.texts(0).slice(-35)).toEqual(texts(5));
    expect(reader.mostAtOnce(0)).toBe(1);
  });

  test('given it pauses while the archive delivers, then nothing comes until it starts again', async () => {
    const { both, log } = await given({
      sealed: [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      low: 30,
    });
    const reader = await openTestMember(both, 'group', topic);
    reader.member.start(0, 0);
    await reader.until(() => reader.nextOf(0) === 10);
    reader.member.pause(0);
    const other = await openTestMember(log, 'other', topic);
    other.member.start(0, 30);
    await other.until(() => other.nextOf(0) === RECORDS);
    expect(reader.nextOf(0)).toBeLessThan(RECORDS);
    reader.member.start(0, reader.nextOf(0));
    await reader.until(() => reader.nextOf(0) === RECORDS);
    expect(reader.texts(0)).toEqual(texts(0));
  });

  test('given another member joins, then nothing comes before it is started again', async () => {
    const { both } = await given({
      sealed: [
        [0, 10],
        [10, 30],
      ],
      low: 30,
    });
    const reader = await openTestMember(both, 'group', topic);
    reader.goOnAfterJoins();
    reader.member.start(0, 0);
    const second = await openTestMember(both, 'group', topic);
    await second.member.close();
    await reader.until(() => reader.nextOf(0) === RECORDS);
    expect(new Set(reader.texts(0))).toEqual(new Set(texts(0)));
  });

  test('given a damaged file, then the range is named and nothing comes past it', async () => {
    const { both, archive } = await given({
      sealed: [
        [0, 10],
        [10, 30],
      ],
      low: 30,
    });
    archive.damage(`${nameOf(10, 30)}.avro`);
    const reader = await openTestMember(both, 'group', topic);
    reader.member.start(0, 0);
    await reader.until(() => reader.unreadable().length > 0);
    expect(reader.texts(0)).toEqual(texts(0, 10));
    expect(reader.unreadable()).toMatchObject([{ partition: 0, error: { code: 'archive-damaged' } }]);
    expect(reader.unreadable()[0]?.error.message).toContain('pumps/0, offsets 10..29: its checksum differs');
  });

  test('given the archive cannot be reached for a while, then it is tried again', async () => {
    const { both, archive } = await given({ sealed: [[0, 30]], low: 30 });
    const reader = await openTestMember(both, 'group', topic);
    archive.fail(true);
    reader.member.start(0, 0);
    await expect(archive.list('')).rejects.toThrow();
    archive.fail(false);
    await reader.until(() => reader.nextOf(0) === RECORDS);
    expect(reader.texts(0)).toEqual(texts(0));
  });
});
