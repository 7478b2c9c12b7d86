import { describe, expect, test } from 'vitest';
import type { NewRecord } from '../../platform/core/ports.ts';
import { createMemoryLog, type MemoryLog } from '../../platform/memory/memory-log.ts';
import { logContract } from './log-port.ts';
import { openTestMember } from './test-member.ts';

logContract('memory', () => {
  let now = 0;
  const log = createMemoryLog({ now: () => (now += 1) });
  return Promise.resolve({ log, close: () => log.close() });
});

const topic = 'faults';
const position = { topic, partition: 0, next: 1, note: '' };
const record = (text: string): NewRecord => ({ topic, key: 'k', value: Buffer.from(text) });

async function openLog(): Promise<MemoryLog> {
  const log = createMemoryLog({ now: () => 1234 });
  await log.admin.ensureTopics([{ topic, partitions: 1, cleanup: 'delete' }]);
  return log;
}

async function textsIn(log: MemoryLog): Promise<string[]> {
  const texts: string[] = [];
  for await (const { records } of log.readPartition(topic, 0, 0))
    texts.push(...records.map(({ value }) => String(value)));
  return texts;
}

describe('what can be made to go wrong in memory', () => {
  test('an append fails once and writes nothing', async () => {
    const log = await openLog();
    const appender = await log.appender();
    log.failNextAppend();
    await expect(appender.append([record('a')])).rejects.toMatchObject({ code: 'log-unavailable' });
    await appender.append([record('b')]);
    expect(await textsIn(log)).toEqual(['b']);
  });

  test('a commit that fails before it holds leaves holes, and no position', async () => {
    const log = await openLog();
    const owner = await log.openTransactional('id');
    log.failNextCommit('before');
    await expect(owner.commit([record('a')], 'group', position)).rejects.toThrow();
    expect(await textsIn(log)).toEqual([]);
    expect(await log.admin.offsets(topic)).toEqual([{ low: 0, end: 2 }]);
    expect(await log.admin.committed('group', topic)).toEqual([null]);
  });

  test('a commit whose answer is lost holds all the same', async () => {
    const log = await openLog();
    const owner = await log.openTransactional('id');
    log.failNextCommit('after');
    await expect(owner.commit([record('a')], 'group', position)).rejects.toThrow();
    expect(await textsIn(log)).toEqual(['a']);
    expect(await log.admin.committed('group', topic)).toEqual([position]);
  });

  test('a note that the broker would not keep fails the commit', async () => {
    const log = await openLog();
    const owner = await log.openTransactional('id');
    const note = 'n'.repeat(4097);
    await expect(owner.commit([record('a')], 'group', { ...position, note })).rejects.toThrow(/note/);
    expect(await textsIn(log)).toEqual([]);
  });

  test('a started partition whose beginning is gone goes on at the first offset there is', async () => {
    const log = await openLog();
    await (await log.appender()).append([record('a'), record('b'), record('c')]);
    log.trim(topic, 0, 2);
    expect(await log.admin.offsets(topic)).toEqual([{ low: 2, end: 3 }]);
    const reader = await openTestMember(log, 'group', topic);
    reader.member.start(0, 0);
    await reader.until(() => reader.nextOf(0) === 3);
    expect(reader.ranges(0)).toMatchObject([{ from: 2, records: [{ offset: 2, appendedAt: 1234 }] }]);
  });

  test('members are confirmed and lost when the test says so', async () => {
    const log = await openLog();
    const told: string[] = [];
    await log.joinGroup('group', topic, {
      onAssigned: (partitions) => told.push(`assigned ${partitions.join()}`),
      onRange: () => Promise.resolve(),
      onConfirmed: () => told.push('confirmed'),
      onLost: () => told.push('lost'),
      onUnreadable: () => told.push('unreadable'),
    });
    log.confirm();
    log.loseMembers('group');
    log.confirm();
    expect(told).toEqual(['assigned 0', 'confirmed', 'lost']);
  });
});
