import { expect, test } from 'vitest';
import { FencedError, type Log } from '../../platform/core/ports.ts';
import { none, numbered, readAll, settleTransactions, textsOf, type TopicOf } from './log-records.ts';

/** Contract of transactional appenders. */
export function transactionContract(log: () => Log, topicOf: TopicOf): void {
  test('a commit writes records, position and note together', async () => {
    const [topic, source] = [await topicOf(2), await topicOf(2)];
    const owner = await log().openTransactional(`${topic}-0`);
    const position = { topic: source, partition: 1, next: 42, note: '{"read":42,"word":"å"}' };
    await owner.commit(
      [...numbered(topic, 0, 0, 2), ...numbered(topic, 1, 2, 3)],
      `${topic}-group`,
      position,
    );
    const packed = numbered(topic, 0, 3, 5).map((record) => owner.pack(record));
    await owner.commit(packed, `${topic}-group`, { ...position, next: 50 });
    await owner.close();
    await settleTransactions(log(), `${topic}-0`);

    expect(textsOf((await readAll(log(), topic, 0, 0)).records)).toEqual(['0', '1', '3', '4']);
    expect(textsOf((await readAll(log(), topic, 1, 0)).records)).toEqual(['2']);
    expect(await log().admin.committed(`${topic}-group`, source)).toEqual([null, { ...position, next: 50 }]);
  });

  test('a commit of no records moves the position alone', async () => {
    const topic = await topicOf(1);
    const owner = await log().openTransactional(`${topic}-0`);
    await owner.commit([], `${topic}-group`, { topic, partition: 0, next: 7, note: '' });
    await owner.close();
    await settleTransactions(log(), `${topic}-0`);
    expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([
      { topic, partition: 0, next: 7, note: '' },
    ]);
    expect(await log().admin.offsets(topic)).toEqual([none]);
  });

  test('reading ends where the log ends with the marker of a transaction, and where it is empty', async () => {
    const topic = await topicOf(2);
    const owner = await log().openTransactional(`${topic}-0`);
    await owner.commit(numbered(topic, 0, 0, 1), `${topic}-group`, {
      topic,
      partition: 0,
      next: 0,
      note: '',
    });
    await owner.close();
    await settleTransactions(log(), `${topic}-0`);
    const [{ end } = none] = await log().admin.offsets(topic);

    expect(end).toBe(2);
    expect(await readAll(log(), topic, 0, 0)).toMatchObject({ records: [{ offset: 0 }], next: end });
    expect(await readAll(log(), topic, 0, 1)).toEqual({ records: [], next: end });
    expect(await readAll(log(), topic, 0, end)).toEqual({ records: [], next: end });
    expect(await readAll(log(), topic, 1, 0)).toEqual({ records: [], next: 0 });
  });

  test('a commit tells its steps in order, with nothing visible before the last one', async () => {
    const topic = await topicOf(1);
    const owner = await log().openTransactional(`${topic}-0`);
    const seen: unknown[] = [];
    const position = { topic, partition: 0, next: 1, note: '' };
    await owner.commit(numbered(topic, 0, 0, 1), `${topic}-group`, position, async (step) => {
      seen.push([step, await log().admin.offsets(topic)]);
    });
    await owner.close();
    await settleTransactions(log(), `${topic}-0`);
    expect(seen).toEqual([
      ['produced', [none]],
      ['before-end', [none]],
    ]);
    expect(textsOf((await readAll(log(), topic, 0, 0)).records)).toEqual(['0']);
  });

  test.each(['produced', 'before-end'] as const)(
    'a commit that fails when it is told %s leaves nothing behind, and the next owner goes on',
    async (last) => {
      const topic = await topicOf(1);
      const position = { topic, partition: 0, next: 1, note: '' };
      const first = await log().openTransactional(`${topic}-0`);
      const failing = first.commit(numbered(topic, 0, 0, 1), `${topic}-group`, position, (step) => {
        if (step === last) throw new Error(`stopped at ${step}`);
      });
      await expect(failing).rejects.toThrow(`stopped at ${last}`);
      await first.close();
      const next = await log().openTransactional(`${topic}-0`);
      expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([null]);
      await next.commit(numbered(topic, 0, 1, 2), `${topic}-group`, { ...position, next: 2 });
      await next.close();
      await settleTransactions(log(), `${topic}-0`);

      expect(textsOf((await readAll(log(), topic, 0, 0)).records)).toEqual(['1']);
      expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([{ ...position, next: 2 }]);
    },
  );

  test('a newer owner fences the older one, of which nothing is written any more', async () => {
    const topic = await topicOf(1);
    const position = { topic, partition: 0, next: 1, note: 'older' };
    const older = await log().openTransactional(`${topic}-0`);
    await older.commit(numbered(topic, 0, 0, 1), `${topic}-group`, position);
    const newer = await log().openTransactional(`${topic}-0`);

    await expect(
      older.commit(numbered(topic, 0, 1, 2), `${topic}-group`, { ...position, next: 2 }),
    ).rejects.toThrow(FencedError);
    await newer.commit(numbered(topic, 0, 2, 3), `${topic}-group`, { ...position, next: 3, note: 'newer' });
    await settleTransactions(log(), `${topic}-0`);
    expect(textsOf((await readAll(log(), topic, 0, 0)).records)).toEqual(['0', '2']);
    expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([
      { ...position, next: 3, note: 'newer' },
    ]);
    await Promise.all([older.close(), newer.close()]);
  });
}
