import type { Log } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { projections } from '../projections/index.ts';
import { events, singlePartitionTopics } from '../schemas/index.ts';

export const BENCH_PARTITIONS = 8;

/** Makes the topics of all events, and those of the dead letters of projections. */
export const makeTopics = (log: Pick<Log, 'admin'>, names: Names): Promise<void> =>
  log.admin.ensureTopics(
    topicsOf({
      ...{ names, events, projections },
      partitions: BENCH_PARTITIONS,
      singlePartition: singlePartitionTopics,
      sets: [],
    }),
  );
