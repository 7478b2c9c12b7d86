import kafkajs, { type Admin } from 'kafkajs';
import type { FoundTopic } from '../core/ports.ts';

const CLEANUP = 'cleanup.policy';
const TIMESTAMPS = 'message.timestamp.type';
const MAX_RECORD = 'max.message.bytes';

/** Those of these topics that are there, as the broker has them. */
export async function describeTopics(
  admin: Admin,
  topics: readonly string[],
): Promise<readonly FoundTopic[]> {
  const existing = new Set(await admin.listTopics());
  const names = topics.filter((topic) => existing.has(topic));
  if (names.length === 0) return [];
  const { topics: found } = await admin.fetchTopicMetadata({ topics: names });
  const counts = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: [CLEANUP, TIMESTAMPS, MAX_RECORD],
    })),
  });
  const settings = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
  return names.map((topic) => {
    const of = (name: string): string => settings.get(topic)?.get(name) ?? '';
    return {
      topic,
      partitions: counts.get(topic) ?? 0,
      cleanup: of(CLEANUP),
      timestamps: of(TIMESTAMPS),
      maxRecordBytes: Number(of(MAX_RECORD)),
    };
  });
}
