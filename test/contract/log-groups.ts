import { expect, test } from 'vitest';
import type { Log } from '../../platform/core/ports.ts';
import { append, numbered, type TopicOf } from './log-records.ts';
import { openTestMember } from './test-member.ts';

/** What membership in a group promises. */
export function groupContract(log: () => Log, topicOf: TopicOf): void {
  test('a lone member holds every partition; a second takes half; what it leaves comes back', async () => {
    const topic = await topicOf(4);
    const first = await openTestMember(log(), `${topic}-group`, topic);
    await first.until(() => first.assigned().length === 4);
    const second = await openTestMember(log(), `${topic}-group`, topic);
    await first.until(() => first.assigned().length === 2);
    await second.until(() => second.assigned().length === 2);
    expect([...first.assigned(), ...second.assigned()].sort()).toEqual([0, 1, 2, 3]);

    await second.member.close();
    await first.until(() => first.assigned().length === 4);
    await first.member.close();
  });

  test('a group without members can be forgotten, with what it has committed', async () => {
    const topic = await topicOf(1);
    const group = `${topic}-group`;
    const reader = await openTestMember(log(), group, topic);
    await reader.until(() => reader.assigned().length === 1);
    await reader.member.mirror([{ topic, partition: 0, next: 0, note: '' }]);
    expect(await log().admin.members(group)).toBe(1);
    await expect(log().admin.forgetGroup(group)).rejects.toThrow();

    await reader.member.close();
    expect(await log().admin.members(group)).toBe(0);
    await log().admin.forgetGroup(group);
    await log().admin.forgetGroup(group);
    expect(await log().admin.committed(group, topic)).toEqual([null]);
  });

  test('nothing comes before start, and then from there, in order', async () => {
    const topic = await topicOf(2);
    await append(log(), [...numbered(topic, 0, 0, 5), ...numbered(topic, 1, 5, 8)]);
    const reader = await openTestMember(log(), `${topic}-group`, topic);
    await reader.until(() => reader.assigned().length === 2);

    reader.member.start(0, 2);
    await reader.until(() => reader.texts(0).length === 3);
    expect(reader.texts(0)).toEqual(['2', '3', '4']);
    expect(reader.texts(1)).toEqual([]);
    reader.member.start(1, 0);
    await append(log(), numbered(topic, 1, 8, 9));
    await reader.until(() => reader.texts(1).length === 4);
    expect(reader.texts(1)).toEqual(['5', '6', '7', '8']);
    await reader.member.close();
  });

  test('the ranges of a partition follow each other one at a time and without gap', async () => {
    const topic = await topicOf(1);
    const owner = await log().openTransactional(`${topic}-0`);
    const reader = await openTestMember(log(), `${topic}-group`, topic);
    await reader.until(() => reader.assigned().length === 1);
    reader.member.start(0, 0);
    for (let from = 0; from < 10; from += 2)
      await owner.commit(numbered(topic, 0, from, from + 2), `${topic}-other`, {
        topic,
        partition: 0,
        next: from,
        note: '',
      });
    await reader.until(() => reader.nextOf(0) === 15);

    expect(reader.texts(0)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    reader.ranges(0).reduce((next, range) => {
      expect(range.from).toBe(next);
      return range.next;
    }, 0);
    expect(reader.mostAtOnce(0)).toBe(1);
    await Promise.all([owner.close(), reader.member.close()]);
  });

  test('a paused partition waits, another does not; starting again moves it', async () => {
    const topic = await topicOf(2);
    const reader = await openTestMember(log(), `${topic}-group`, topic);
    reader.goOnAfterJoins();
    await reader.until(() => reader.assigned().length === 2);
    reader.member.start(0, 0);
    reader.member.start(1, 0);
    await append(log(), [...numbered(topic, 0, 0, 2), ...numbered(topic, 1, 0, 1)]);
    await reader.until(() => reader.texts(0).length === 2 && reader.texts(1).length === 1);
    reader.member.pause(0);
    await append(log(), numbered(topic, 0, 2, 4));
    await append(log(), numbered(topic, 1, 1, 2));
    await reader.until(() => reader.texts(1).length === 2);
    expect(reader.texts(0)).toEqual(['0', '1']);

    reader.member.start(0, 1);
    await reader.until(() => reader.texts(0).length === 5);
    expect(reader.texts(0)).toEqual(['0', '1', '1', '2', '3']);
    await reader.member.close();
  });

  test('the assignment is confirmed now and then', async () => {
    const topic = await topicOf(1);
    const reader = await openTestMember(log(), `${topic}-group`, topic);
    await reader.until(() => reader.assigned().length === 1);
    reader.member.start(0, 0);
    await append(log(), numbered(topic, 0, 0, 1));
    await reader.until(() => reader.confirmed());
    await reader.member.close();
  });

  test('a mirrored position is what the group has committed', async () => {
    const topic = await topicOf(2);
    const reader = await openTestMember(log(), `${topic}-group`, topic);
    await reader.until(() => reader.assigned().length === 2);
    const position = { topic, partition: 1, next: 3, note: 'so far' };
    await reader.member.mirror([position]);
    expect(await log().admin.committed(`${topic}-group`, topic)).toEqual([null, position]);
    await reader.member.close();
  });
}
