import type { ProcessorSet } from '../core/define-set.ts';
import { setAlone } from '../core/set-beside.ts';
import type { Names } from '../core/topic-names.ts';
import { ensureSetTopics } from './ensure-set-topics.ts';
import { newcomersOf, type JoinSetting } from './join-set.ts';
import type { RunningSet } from './run-set.ts';

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
  for (const each of alone)
    await ensureSetTopics((topics) => log.admin.ensureTopics(topics), each, names, partitions);
  return alone.map(runSet);
}
