import { foldSmallLog, type SmallLog } from '../../platform/runtime/fold-small-log.ts';
import { applyVersionEvent, runId, type VersionRun } from './version-run.ts';

/** Which versions run, or ran, beside others, as far as the log of versions has been read. */
export interface VersionDirectory {
  find(run: Pick<VersionRun, 'processor' | 'version'>): VersionRun | undefined;
  /** All of them, in the order in which they were started. */
  all(): readonly VersionRun[];
  /** Resolves when all that stood in the log at the call has been read; rejects where the log does not answer. */
  refresh(): Promise<void>;
}

/** A directory that has read nothing yet. The topic has one partition, so that the order of events is theirs. */
export function createVersionDirectory(parts: Omit<SmallLog, 'apply'>): VersionDirectory {
  const runs = new Map<string, VersionRun>();
  return {
    find: (run) => runs.get(runId(run)),
    all: () => [...runs.values()],
    refresh: foldSmallLog({ ...parts, apply: (event) => applyVersionEvent(runs, event) }),
  };
}
