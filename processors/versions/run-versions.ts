import { messageOf } from '../../platform/core/errors.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { isWell } from '../../platform/core/health.ts';
import type { TopicSettings } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { ensureSetTopics } from '../../platform/runtime/ensure-set-topics.ts';
import { repeatEvery } from '../../platform/runtime/repeat-every.ts';
import type { RunningSet } from '../../platform/runtime/run-set.ts';
import type { VersionDirectory } from './version-directory.ts';
import { isVersionOver, runId, type VersionRun } from './version-run.ts';
import { versionSet } from './version-set.ts';

/** What running versions beside the sets needs. */
export interface VersionRunner {
  readonly directory: VersionDirectory;
  readonly names: Names;
  readonly partitions: number;
  readonly ensureTopics: (topics: readonly TopicSettings[]) => Promise<void>;
  readonly runSet: (set: ProcessorSet) => RunningSet;
  /** How often the log of versions is looked at, milliseconds. */
  readonly everyMs: number;
}

/** Runs every version that was started and is not over, as one of perhaps many workers; until closed. */
export function runVersions(runner: VersionRunner): Pick<RunningSet, 'health' | 'close'> {
  const running = new Map<string, RunningSet>();
  const failures = new Map<string, string>();
  let trouble: string | null = null;
  const work = async (): Promise<void> => {
    await runner.directory.refresh();
    trouble = null;
    for (const run of runner.directory.all()) {
      const id = runId(run);
      if (isVersionOver(run)) {
        await running.get(id)?.close();
        running.delete(id);
        failures.delete(id);
      } else if (!running.has(id)) {
        // One that cannot run, since this build does not know it, keeps no other from running.
        await begin(runner, run).then(
          (set) => void (running.set(id, set), failures.delete(id)),
          (error: unknown) => failures.set(id, messageOf(error)),
        );
      }
    }
  };
  const looking = repeatEvery({
    everyMs: runner.everyMs,
    work,
    onError: (error) => (trouble = messageOf(error)),
  });
  return {
    health() {
      const unwell = Array.from(running, ([id, set]) => [id, set.health()] as const).filter(
        ([, health]) => !isWell(health),
      );
      const said = [...unwell, ...failures].map(([id, reason]) => `${id}: ${reason}`);
      return [trouble, ...said].filter((each) => each !== null).join('; ') || 'ok';
    },
    async close() {
      await looking.close();
      await Promise.all(Array.from(running.values(), (set) => set.close()));
    },
  };
}

async function begin(
  { names, partitions, ensureTopics, runSet }: VersionRunner,
  run: VersionRun,
): Promise<RunningSet> {
  const set = versionSet(run);
  await ensureSetTopics(ensureTopics, set, names, partitions);
  return runSet(set);
}
