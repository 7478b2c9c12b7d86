import type { Log } from '../../core/ports.ts';
import { createFoldTask, type FoldTask } from '../fold/fold-task.ts';
import type { TaskSetting } from '../fold/task-context.ts';
import { readChangelog, type RestoreProgress } from './read-changelog.ts';
import { recallWaiting } from './recall-waiting.ts';

/** What a task is restored from. */
export interface RestoreSetting extends TaskSetting {
  readonly log: Pick<Log, 'readPartition' | 'admin'>;
}

/** Makes the task of a partition as its changelog stands at the call. */
export async function restoreFold(
  setting: RestoreSetting,
  onProgress: (progress: RestoreProgress) => void | Promise<void>,
): Promise<{ readonly fold: FoldTask; readonly segments: number }> {
  const { log, names, set, partition } = setting;
  const segments = await readChangelog(log, names.changelog(set), partition, onProgress);
  const recalled = await recallWaiting(setting, names.topic(set.source), partition, segments);
  return { fold: createFoldTask(setting, segments, recalled), segments: segments.size };
}
