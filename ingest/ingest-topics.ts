import type { TopicSettings } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';

/** The topics that ingest writes to. Devices have one partition, so that their events have one order. */
export const ingestTopics = (
  { topic }: Pick<Names, 'topic'>,
  partitions: number,
): readonly TopicSettings[] => [
  { topic: topic('telemetry'), partitions, cleanup: 'delete' },
  { topic: topic('quarantine'), partitions, cleanup: 'delete' },
  { topic: topic('devices'), partitions: 1, cleanup: 'delete' },
];
