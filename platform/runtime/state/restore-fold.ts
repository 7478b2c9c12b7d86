import type { Log } from '../../core/ports.ts';
import { createFoldTask, type FoldTask } from '../fold/fold-task.ts';
import type { TaskSetting } from '../fold/task-context.ts';
import { NOBODY_JOINS, type Joining } from '../join-set.ts';
import { readChangelog, type RestoreProgress } from './read-changelog.ts';
import { recallWaiting } from './recall-waiting.ts';

/** What a task is restored from. */
export interface RestoreSetting extends TaskSetting {
  readonly log: Pick<Log, 'readPartition' | 'admin'>;
}

/** A task as its changelog stands, and who joins it. */
export interface RestoredFold {
  readonly fold: FoldTask;
  readonly joining: Joining;
  readonly segments: number;
}

/** Makes the task of a partition as its changelog stands at the call; who joins it may add to the segments first. */
export async function restoreFold(
  setting: RestoreSetting,
  onProgress: (progress: RestoreProgress) => void | Promise<void>,
  takeIn: (segments: Map<string, Buffer>) => Promise<Joining> = () => Promise.resolve(NOBODY_JOINS),
): Promise<RestoredFold> {
  const { log, names, set, partition } = setting;
  const segments = await readChangelog(log, names.changelog(set), partition, onProgress);
  const joining = await takeIn(segments);
  const recalled = await recallWaiting(setting, names.topicName(set.source), partition, segments);
  return {
    fold: createFoldTask(setting, segments, recalled, joining.carried),
    joining,
    segments: segments.size,
  };
}
