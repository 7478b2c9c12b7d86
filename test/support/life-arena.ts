import { isWholeBody } from '../../platform/avro/whole-body.ts';
import type { JobHandler, JobProgress } from '../../platform/core/jobs.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import { createMemoryLog, type MemoryLog } from '../../platform/memory/memory-log.ts';
import { createMemoryTables, type MemoryTables } from '../../platform/memory/memory-tables.ts';
import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import { runProjection } from '../../platform/runtime/run-projection.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { projections } from '../../projections/index.ts';
import { keepLives, type KeptLives } from '../../projections/lives/keep-lives.ts';
import { createLifeDirectory, type LifeDirectory } from '../../projections/lives/life-directory.ts';
import type { RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { rebuildProjection } from '../../projections/lives/rebuild-projection.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { events, singlePartitionTopics } from '../../schemas/index.ts';
import { codec, names } from './said.ts';

/** A worker's handling of lives, on a log and tables in memory. */
export interface LifeArena {
  readonly log: MemoryLog;
  readonly tables: MemoryTables;
  readonly directory: LifeDirectory;
  readonly writer: FactWriter;
  /** Follows the log of lives, as one more worker, for one projection. */
  work(projection: string): Promise<void>;
  /** Does the job that rebuilds; resolves with all that it said of its progress when it has ended. */
  rebuild(asked: Partial<RebuildAsked> & Pick<RebuildAsked, 'projection'>): Promise<readonly JobProgress[]>;
  /** Does a job at the request of a test. */
  readonly handle: JobHandler<RebuildAsked>;
  /** Ends the workers; others may come. */
  close(): Promise<void>;
}

/** Partitions of each topic. */
export const ARENA_PARTITIONS = 2;

/** Defaults of a rebuild's request. */
export const WHOLE_REBUILD: Omit<RebuildAsked, 'projection'> = {
  version: 2,
  source: null,
  from: { kind: 'earliest' },
  to: null,
  ratePerSecond: null,
  promotes: false,
};

const EVERY_MS = 20;
const QUICK = { maxRecords: 1000, maxBytes: 1_000_000, patienceMs: 5, maxWaitMs: 20, idleWaitMs: 20 };

/** Opens what a worker needs for lives, with all topics of projections. */
export async function openLifeArena(): Promise<LifeArena> {
  const log = createMemoryLog();
  const tables = createMemoryTables(codec);
  await log.admin.ensureTopics(
    topicsOf({
      ...{ names, events, projections, sets: [] },
      partitions: ARENA_PARTITIONS,
      singlePartition: singlePartitionTopics,
    }),
  );
  const workers: KeptLives[] = [];
  const appender = await log.appender();
  const writer: FactWriter = {
    names,
    codec,
    append: (records) => appender.append(records),
    now: Date.now,
  };
  const directoryOf = (): LifeDirectory =>
    createLifeDirectory({
      topic: names.topicName(ProjectionVersionPromoted.topic),
      readPartition: log.readPartition,
      codec,
    });
  const directory = directoryOf();
  const said = { logger: silentLogger, metrics: noMetrics };
  const world = { names, tick: TimePassed, log, appender, codec, tables, isWholeBody, ...said };
  const rebuilder = { names, directory, tables, admin: log.admin, writer, everyMs: EVERY_MS };
  const handle: JobHandler<RebuildAsked> = (asked, ...rest) => rebuildProjection(asked, rebuilder, ...rest);
  return {
    ...{ log, tables, directory, writer, handle },
    async work(projection) {
      workers.push(
        await keepLives({
          ...{ directory: directoryOf(), tables, names, writer, admin: log.admin, everyMs: EVERY_MS },
          isChosen: (name) => name === projection,
          run: (of, source, course) =>
            runProjection({ ...world, projection: of, source, course, limits: QUICK }),
          onAllFailed: () => undefined,
        }),
      );
    },
    async close() {
      for (const worker of workers.splice(0).reverse()) await worker.close();
    },
    async rebuild(asked) {
      const told: JobProgress[] = [];
      await handle(
        { ...WHOLE_REBUILD, ...asked },
        (progress) => {
          told.push(progress);
          return Promise.resolve();
        },
        new AbortController().signal,
      );
      return told;
    },
  };
}
