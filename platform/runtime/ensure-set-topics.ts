import type { ProcessorSet } from '../core/define-set.ts';
import type { LogAdmin } from '../core/ports.ts';
import type { Names } from '../core/topic-names.ts';
import { topicsOfSet } from './topics-of-set.ts';

/** Makes the topics of a set that runs beside the others. */
export const ensureSetTopics = (
  ensureTopics: LogAdmin['ensureTopics'],
  set: ProcessorSet,
  names: Names,
  partitions: number,
): Promise<void> => ensureTopics(topicsOfSet(set, names, partitions));
