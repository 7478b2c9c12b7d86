import type { JobHandler, JobProgress } from '../../platform/core/jobs.ts';
import type { Log } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { type RunningSet } from '../../platform/runtime/run-set.ts';
import { defaultRules } from '../../processors/rules.ts';
import { appendVersionEvent, type VersionWriter } from '../../processors/versions/append-version-event.ts';
import { runVersions } from '../../processors/versions/run-versions.ts';
import { startVersion } from '../../processors/versions/start-version.ts';
import {
  createVersionDirectory,
  type VersionDirectory,
} from '../../processors/versions/version-directory.ts';
import type { VersionAsked } from '../../processors/versions/version-job.ts';
import { ProcessorVersionRetired } from '../../schemas/events/processor-version-retired.ts';
import { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import { foldSet } from './fold-set.ts';
import { codec } from './said.ts';

/** A worker's handling of versions, on any log. */
export interface VersionArena {
  readonly directory: VersionDirectory;
  /** Runs what is started, as one more worker. */
  run(): Pick<RunningSet, 'health' | 'close'>;
  /** Does the job that starts a version; resolves with all that it said of its progress when it has ended. */
  start(asked: Partial<VersionAsked> & Pick<VersionAsked, 'processor'>): Promise<readonly JobProgress[]>;
  /** Does a job at the request of a test. */
  readonly handle: JobHandler<VersionAsked>;
  /** Ends a version. */
  end(processor: string, version: number, reason: 'cancelled' | 'retired'): Promise<void>;
}

const EVERY_MS = 20;

/** Opens what a worker needs for versions. */
export async function openVersionArena(log: Log, names: Names, partitions: number): Promise<VersionArena> {
  const appender = await log.appender();
  const writer: VersionWriter = {
    names,
    codec,
    append: (records) => appender.append(records),
    now: Date.now,
  };
  const directoryOf = (): VersionDirectory =>
    createVersionDirectory({
      topic: names.topicName(ProcessorVersionStarted.topic),
      readPartition: log.readPartition,
      codec,
    });
  const directory = directoryOf();
  const starter = { ...writer, names, directory, admin: log.admin, rules: defaultRules, everyMs: EVERY_MS };
  const handle: JobHandler<VersionAsked> = (asked, ...rest) => startVersion(asked, starter, ...rest);
  return {
    directory,
    run: () =>
      runVersions({
        directory: directoryOf(),
        names,
        partitions,
        ensureTopics: (topics) => log.admin.ensureTopics(topics),
        runSet: (set) => foldSet({ set, log, names, partitions }),
        everyMs: EVERY_MS,
      }),
    handle,
    async start(asked) {
      const told: JobProgress[] = [];
      await handle(
        { version: 2, from: null, warmUpMs: null, source: null, rules: null, ...asked },
        (progress) => {
          told.push(progress);
          return Promise.resolve();
        },
        new AbortController().signal,
      );
      return told;
    },
    end: (processor, processorVersion, reason) =>
      appendVersionEvent(ProcessorVersionRetired, { processor, processorVersion, reason }, writer),
  };
}
