import type { Admin } from 'kafkajs';
import type { InTurn } from '../core/one-after-the-other.ts';
import { askOf } from './topic-missing.ts';

/** Numbers of partitions by topic; asked once, since a topic's number never changes here. */
export interface TopicPartitions {
  readonly counts: (topics: ReadonlySet<string>) => Promise<ReadonlyMap<string, number>>;
}

/** Asks the broker for what is not yet known; rejects with `topic-missing` where a topic does not exist. */
export function createTopicPartitions(admin: Admin, inTurn: InTurn): TopicPartitions {
  const known = new Map<string, number>();
  return {
    async counts(topics) {
      const unknown = [...topics].filter((topic) => !known.has(topic));
      if (unknown.length === 0) return known;
      const ask = () => admin.fetchTopicMetadata({ topics: unknown });
      const { topics: found } = await inTurn(() => askOf(unknown, ask));
      for (const { name, partitions } of found) known.set(name, partitions.length);
      return known;
    },
  };
}
