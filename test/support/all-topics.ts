import type { TopicSettings } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { processorSets } from '../../processors/index.ts';
import { events, singlePartitionTopics } from '../../schemas/index.ts';

/** Every topic of a namespace. */
export const allTopics = (names: Names, partitions: number): readonly TopicSettings[] =>
  topicsOf({
    names,
    partitions,
    events,
    singlePartition: singlePartitionTopics,
    sets: processorSets,
    projections: [],
  });
