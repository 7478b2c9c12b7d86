import type { TopicSettings } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';

/** The topics that ingest writes to. Devices have one partition, so that their events have one order. */
export const ingestTopics = (
  { topicName }: Pick<Names, 'topicName'>,
  partitions: number,
): readonly TopicSettings[] => [
  { topic: topicName('telemetry'), partitions, cleanup: 'delete' },
  { topic: topicName('quarantine'), partitions, cleanup: 'delete' },
  { topic: topicName('devices'), partitions: 1, cleanup: 'delete' },
];
