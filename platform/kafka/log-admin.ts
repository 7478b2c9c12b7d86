import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, type ITopicConfig, type ITopicMetadata } from 'kafkajs';
import { TachoError } from '../core/errors.ts';
import type { LogAdmin, CommittedOffset, TopicSettings } from '../core/ports.ts';
import { describeTopics } from './describe-topics.ts';
import type { InTurn } from '../core/one-after-the-other.ts';
import { askOf, typesIn } from './topic-missing.ts';
import type { TopicPartitions } from './topic-partitions.ts';

const LOOK_EVERY_MS = 100;
const LOOKS = 150;

/** Topics, offsets and groups, asked of the broker, one question after the other. */
export function createLogAdmin(admin: Admin, inTurn: InTurn, partitions: TopicPartitions): LogAdmin {
  /** Metadata say at once that a topic is missing; asked for its offsets, the client tries for four seconds. */
  const askOfKnown = async <T>(topic: string, ask: () => Promise<T>): Promise<T> => {
    await partitions.counts(new Set([topic]));
    return inTurn(() => askOf([topic], ask));
  };
  return {
    ensureTopics: (topics) => inTurn(() => ensureTopics(admin, topics)),
    describe: (topics) => inTurn(() => describeTopics(admin, topics)),
    offsets: (topic) => askOfKnown(topic, () => offsets(admin, topic)),
    offsetsAt: (topic, time) => askOfKnown(topic, () => offsetsAt(admin, topic, time)),
    committed: (group, topic) => inTurn(() => askOf([topic], () => committed(admin, group, topic))),
    members: (group) => inTurn(() => members(admin, group)),
    forgetGroup: (group) => inTurn(() => forgetGroup(admin, group)),
  };
}

async function offsets(admin: Admin, topic: string): Promise<{ low: number; end: number }[]> {
  const found = await admin.fetchTopicOffsets(topic);
  return found
    .toSorted((a, b) => a.partition - b.partition)
    .map(({ low, high }) => ({ low: Number(low), end: Number(high) }));
}

/** The broker also finds records of open transactions, which nobody may see yet. */
async function offsetsAt(admin: Admin, topic: string, time: number): Promise<number[]> {
  const found = await admin.fetchTopicOffsetsByTimestamp(topic, time);
  const at = new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
  return (await offsets(admin, topic)).map(({ end }, partition) => Math.min(at.get(partition) ?? end, end));
}

async function ensureTopics(admin: Admin, topics: readonly TopicSettings[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !existing.has(topic));
  // Another worker may make the same topics now: then `createTopics` answers false, which is as good.
  if (missing.length > 0)
    await admin.createTopics({ topics: missing.map(toTopicConfig), waitForLeaders: false });
  const found = await untilNamed(
    admin,
    topics.map(({ topic }) => topic),
  );
  for (const { topic } of missing) await untilLed(admin, topic);
  const counts = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
  for (const { topic, partitions } of topics)
    if (counts.get(topic) !== partitions)
      throw new TachoError(
        'partition-count-differs',
        `${topic} has ${counts.get(topic) ?? 0}, expected ${partitions}.`,
      );
}

/** A topic that was just made is unknown to the broker for a moment, then without leaders for another, */
const untilNamed = (admin: Admin, topics: string[]): Promise<readonly ITopicMetadata[]> =>
  untilServed(async () => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics });
    const isLed = found.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    return isLed ? found : null;
  });

/** and a leader is named before it leads: only when it tells its offsets does it take records too. */
const untilLed = (admin: Admin, topic: string): Promise<unknown> =>
  untilServed(() => admin.fetchTopicOffsets(topic));

async function untilServed<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let look = 1; ; look += 1) {
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch (error) {
      if (look === LOOKS || !isNotYetServed(error)) throw error;
    }
    if (look === LOOKS) throw new Error('the topics have no leaders');
    await sleep(LOOK_EVERY_MS);
  }
}

const NOT_YET_SERVED = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);

const isNotYetServed = (error: unknown): boolean => typesIn(error).some((type) => NOT_YET_SERVED.has(type));

/** Times in the log are the broker's own: with a device's old clock, retention would delete a recording on arrival. */
function toTopicConfig({ topic, partitions, cleanup, maxRecordBytes }: TopicSettings): ITopicConfig {
  return {
    topic,
    numPartitions: partitions,
    configEntries: [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'cleanup.policy', value: cleanup },
      { name: 'retention.ms', value: '-1' },
      ...(maxRecordBytes === undefined ? [] : [{ name: 'max.message.bytes', value: String(maxRecordBytes) }]),
      ...(cleanup === 'compact' ? [{ name: 'segment.bytes', value: String(32 * 1024 * 1024) }] : []),
    ],
  };
}

async function committed(admin: Admin, group: string, topic: string): Promise<(CommittedOffset | null)[]> {
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

async function members(admin: Admin, group: string): Promise<number> {
  const { groups } = await admin.describeGroups([group]);
  return groups[0]?.members.length ?? 0;
}

async function forgetGroup(admin: Admin, group: string): Promise<void> {
  try {
    await admin.deleteGroups([group]);
  } catch (error) {
    const codes = codesIn(error);
    if (codes.length === 0 || codes.some((code) => code !== GROUP_ID_NOT_FOUND)) throw error;
  }
}

/** The client says of each group what became of it. */
const codesIn = (error: unknown): readonly unknown[] =>
  error instanceof Error && 'groups' in error && Array.isArray(error.groups)
    ? (error.groups as readonly { readonly errorCode: unknown }[]).map(({ errorCode }) => errorCode)
    : [];

/** Of Kafka's protocol. */
const GROUP_ID_NOT_FOUND = 69;
