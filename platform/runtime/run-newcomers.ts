import type { ProcessorSet } from '../core/define-set.ts';
import type { LogAdmin, TopicSettings } from '../core/ports.ts';
import { namesOfSet, setAlone } from '../core/set-beside.ts';
import type { Names } from '../core/topic-names.ts';
import { newcomersOf, type JoinSetting } from './join-set.ts';
import type { RunningSet } from './run-set.ts';
import { topicsOf } from './topics-of.ts';

/** What running newcomers needs. */
export interface NewcomerRuntime {
  readonly names: Names;
  readonly partitions: number;
  readonly log: JoinSetting['log'];
  readonly runSet: (set: ProcessorSet) => RunningSet;
}

/** Runs the folds of a set alone that it does not hold yet, from the beginning of the log, until it takes them in. */
export async function runNewcomers(
  set: ProcessorSet,
  { names, partitions, log, runSet }: NewcomerRuntime,
): Promise<readonly RunningSet[]> {
  const alone = (await newcomersOf(set, { names, log })).map((fold) => setAlone(fold, set));
  for (const each of alone) await ensureTopics(log.admin, each, names, partitions);
  return alone.map(runSet);
}

async function ensureTopics(
  admin: Pick<LogAdmin, 'ensureTopics'>,
  set: ProcessorSet,
  names: Names,
  partitions: number,
): Promise<void> {
  const own: readonly TopicSettings[] = topicsOf({
    names: namesOfSet(names, set),
    partitions,
    events: [],
    singlePartition: [],
    sets: [set],
    projections: [],
  });
  await admin.ensureTopics(own);
}
