import { type Admin, type ITopicConfig } from 'kafkajs';
import { TachoError } from '../core/errors.ts';
import type { LogAdmin, Position, TopicSettings } from '../core/ports.ts';

/** Topics, offsets and groups, asked of the broker. */
export function createLogAdmin(admin: Admin): LogAdmin {
  const inTurn = oneAfterTheOther();
  return {
    ensureTopics: (topics) => inTurn(() => ensureTopics(admin, topics)),
    offsets: (topic) => inTurn(() => offsets(admin, topic)),
    committed: (group, topic) => inTurn(() => committed(admin, group, topic)),
    close: () => admin.disconnect(),
  };
}

/** Questions that refresh the client's metadata at once spoil each other's answers: they are asked in turn. */
function oneAfterTheOther(): <T>(ask: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (ask) => {
    const asked = last.then(ask, ask);
    last = asked;
    return asked;
  };
}

async function offsets(admin: Admin, topic: string): Promise<{ low: number; end: number }[]> {
  const found = await admin.fetchTopicOffsets(topic);
  return found
    .toSorted((a, b) => a.partition - b.partition)
    .map(({ low, high }) => ({ low: Number(low), end: Number(high) }));
}

async function ensureTopics(admin: Admin, topics: readonly TopicSettings[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !existing.has(topic));
  // Another worker may make the same topics now: then `createTopics` answers false, which is as good.
  if (missing.length > 0)
    await admin.createTopics({ topics: missing.map(toTopicConfig), waitForLeaders: true });
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) });
  const counts = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
  for (const { topic, partitions } of topics)
    if (counts.get(topic) !== partitions)
      throw new TachoError(
        'partition-count-differs',
        `${topic} has ${counts.get(topic) ?? 0}, expected ${partitions}.`,
      );
}

/** Times in the log are the broker's own: with a device's old clock, retention would delete a recording on arrival. */
function toTopicConfig({ topic, partitions, cleanup }: TopicSettings): ITopicConfig {
  return {
    topic,
    numPartitions: partitions,
    configEntries: [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'cleanup.policy', value: cleanup },
      { name: 'retention.ms', value: '-1' },
      ...(cleanup === 'compact' ? [{ name: 'segment.bytes', value: String(32 * 1024 * 1024) }] : []),
    ],
  };
}

async function committed(admin: Admin, group: string, topic: string): Promise<(Position | null)[]> {
  const { partitions: all } = (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0] ?? {
    partitions: [],
  };
  const answer = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const known = new Map(
    answer.flatMap(({ partitions }) => partitions.map((position) => [position.partition, position])),
  );
  return all.map((_, partition) => {
    const position = known.get(partition);
    const next = Number(position?.offset ?? -1);
    return next < 0 ? null : { topic, partition, next, note: position?.metadata ?? '' };
  });
}
