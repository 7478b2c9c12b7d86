import type { ProcessorSet } from '../core/define-set.ts';
import type { TopicSettings } from '../core/ports.ts';
import { namesOfSet } from '../core/set-beside.ts';
import type { Names } from '../core/topic-names.ts';
import { topicsOf } from './topics-of.ts';

/** The topics of a set that runs beside the others: what it writes to, its changelog and its dead letters. */
export const topicsOfSet = (set: ProcessorSet, names: Names, partitions: number): TopicSettings[] =>
  topicsOf({
    names: namesOfSet(names, set),
    partitions,
    events: [],
    singlePartition: [],
    sets: [set],
    projections: [],
  });
