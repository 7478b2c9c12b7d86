import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { partitionOf } from '../../platform/core/partition-of.ts';
import type { Log } from '../../platform/core/ports.ts';
import { append, none, numbered, readAll, textsOf, type TopicOf } from './log-records.ts';

/** What topics promise. */
export function topicsContract(log: () => Log, topicOf: TopicOf): void {
  test('a topic is made once, and another number of partitions is refused', async () => {
    const topic = await topicOf(3);
    await log().admin.ensureTopics([{ topic, partitions: 3, cleanup: 'delete' }]);
    expect(await log().admin.offsets(topic)).toEqual([none, none, none]);
    await expect(
      log().admin.ensureTopics([{ topic, partitions: 4, cleanup: 'delete' }]),
    ).rejects.toMatchObject({ code: 'partition-count-differs' });
  });

  test('topics are told as they are, and those that are not there are left out', async () => {
    const [topic, other] = [`contract.${randomUUID()}`, await topicOf(3)];
    await log().admin.ensureTopics([{ topic, partitions: 2, cleanup: 'compact', maxRecordBytes: 2_000_000 }]);
    const told = await log().admin.describe([topic, `contract.${randomUUID()}`, other]);
    expect(told).toEqual([
      { topic, partitions: 2, cleanup: 'compact', timestamps: 'LogAppendTime', maxRecordBytes: 2_000_000 },
      {
        topic: other,
        partitions: 3,
        cleanup: 'delete',
        timestamps: 'LogAppendTime',
        maxRecordBytes: 1_048_588,
      },
    ]);
  });

  // Once a broker that was asked to lead two hundred partitions at once refused the first records for them.
  test('many topics that are made together take records at once', async () => {
    const topics = Array.from({ length: 40 }, () => `contract.${randomUUID()}`);
    await log().admin.ensureTopics(topics.map((topic) => ({ topic, partitions: 6, cleanup: 'delete' })));
    for (const topic of topics)
      expect(await log().admin.offsets(topic), topic).toEqual(Array.from({ length: 6 }, () => none));
    await append(
      log(),
      topics.flatMap((topic) => numbered(topic, 5, 0, 1)),
    );
  });

  test('a topic that is not there is said to be missing, whatever is asked of it', async () => {
    const topic = `contract.${randomUUID()}`;
    const { admin } = log();
    const owner = await log().openTransactional(`${topic}-0`);
    const asked = [
      admin.offsets(topic),
      admin.offsetsAt(topic, 0),
      admin.committed(`${topic}-group`, topic),
      readAll(log(), topic, 0, 0),
      append(log(), numbered(topic, 0, 0, 1)),
      owner.commit(numbered(topic, 0, 0, 1), `${topic}-group`, { topic, partition: 0, next: 0, note: '' }),
    ];
    const said = await Promise.allSettled(asked);
    for (const each of said)
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'topic-missing' } });
    await owner.close();
    expect(await admin.describe([topic])).toEqual([]);
  });

  test('a group that committed nothing has no positions', async () => {
    const topic = await topicOf(2);
    expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([null, null]);
  });
}

/** What the times of records promise. */
export function timesContract(log: () => Log, topicOf: TopicOf): void {
  test('an instant leads to the first record as new, and to the end where there is none', async () => {
    const topic = await topicOf(2);
    await append(log(), numbered(topic, 0, 0, 3));
    const first = (await readAll(log(), topic, 0, 0)).records[0]?.appendedAt ?? 0;
    let last = first;
    for (let more = 3; last <= first; more += 1) {
      await append(log(), numbered(topic, 0, more, more + 1));
      last = (await readAll(log(), topic, 0, 0)).records.at(-1)?.appendedAt ?? 0;
    }
    const { records, next } = await readAll(log(), topic, 0, 0);
    const isLast = ({ appendedAt }: (typeof records)[number]) => appendedAt >= last;
    expect(await log().admin.offsetsAt(topic, first)).toEqual([0, 0]);
    expect(await log().admin.offsetsAt(topic, last)).toEqual([records.findIndex(isLast), 0]);
    expect(await log().admin.offsetsAt(topic, last + 3_600_000)).toEqual([next, 0]);
  });
}

/** What an appender promises. */
export function appenderContract(log: () => Log, topicOf: TopicOf): void {
  test('records keep their order, and the append says where it ended', async () => {
    const topic = await topicOf(2);
    const appender = await log().appender();
    expect(await appender.append(numbered(topic, 0, 0, 5))).toEqual([{ topic, partition: 0, next: 5 }]);
    const positions = await appender.append([
      ...numbered(topic, 0, 5, 7),
      ...numbered(topic, 1, 0, 3),
      ...numbered(topic, 0, 7, 8),
    ]);
    await appender.close();

    expect(positions.toSorted((a, b) => a.partition - b.partition)).toEqual([
      { topic, partition: 0, next: 8 },
      { topic, partition: 1, next: 3 },
    ]);
    const { records, next } = await readAll(log(), topic, 0, 0);
    expect(textsOf(records)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(next).toBe(8);
  });

  test('without a partition the key decides, as in Kafka', async () => {
    const topic = await topicOf(5);
    const keys = Array.from({ length: 20 }, (_, index) => `vehicle-${index}`);
    await append(
      log(),
      keys.map((key) => ({ topic, key, value: Buffer.from(key) })),
    );
    for (let partition = 0; partition < 5; partition += 1) {
      const { records } = await readAll(log(), topic, partition, 0);
      expect(textsOf(records)).toEqual(keys.filter((key) => partitionOf(key, 5) === partition));
    }
  });

  test('a record without key and partition is refused', async () => {
    const topic = await topicOf(2);
    await expect(append(log(), [{ topic, key: null, value: null }])).rejects.toThrow(/neither key nor/);
  });

  test('tombstones, empty values, keys and headers come back as they were', async () => {
    const topic = await topicOf(1);
    const headers = { ce_type: 'Någonting', traceparent: '' };
    await append(log(), [
      { topic, key: 'nyckel-å', value: null },
      { topic, key: 'k', value: Buffer.alloc(0), headers },
      { topic, partition: 0, key: null, value: Buffer.from([0, 255]) },
    ]);
    const { records } = await readAll(log(), topic, 0, 0);
    expect(records.map(({ key, value, headers: h }) => ({ key, value, headers: { ...h } }))).toEqual([
      { key: 'nyckel-å', value: null, headers: {} },
      { key: 'k', value: Buffer.alloc(0), headers },
      { key: null, value: Buffer.from([0, 255]), headers: {} },
    ]);
  });
}
