import { isWholeBody } from '../../platform/avro/whole-body.ts';
import type { JobHandler, JobProgress } from '../../platform/core/jobs.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import type { EventCodec, Log } from '../../platform/core/ports.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import { runProjection } from '../../platform/runtime/run-projection.ts';
import { keepLives, type KeptLives } from '../../projections/lives/keep-lives.ts';
import { createLifeDirectory, type LifeDirectory } from '../../projections/lives/life-directory.ts';
import type { RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { rebuildProjection } from '../../projections/lives/rebuild-projection.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';

/** What a worker does about lives, on any log and tables. */
export interface LifeArena {
  readonly directory: LifeDirectory;
  readonly writer: FactWriter;
  /** Follows the log of lives, as one more worker, for one projection. */
  work(projection: string): Promise<KeptLives>;
  /** Does the job that rebuilds; resolves with all that it said of its progress when it has ended. */
  rebuild(asked: Partial<RebuildAsked> & Pick<RebuildAsked, 'projection'>): Promise<readonly JobProgress[]>;
  /** Does such a job for whoever tells it to. */
  readonly handle: JobHandler<RebuildAsked>;
}

/** What a rebuild is asked for unless said. */
export const WHOLE_REBUILD: Omit<RebuildAsked, 'projection'> = {
  version: 2,
  source: null,
  from: { kind: 'earliest' },
  to: null,
  ratePerSecond: null,
  promotes: false,
};

const EVERY_MS = 20;
const QUICK = { maxRecords: 1000, maxBytes: 1_000_000, patienceMs: 5, maxWaitMs: 20 };

/** Opens what a worker needs for lives. */
export async function openLifeArena(
  log: Log,
  tables: TablePort,
  codec: EventCodec,
  names: Names,
): Promise<LifeArena> {
  const appender = await log.appender();
  const writer: FactWriter = {
    names,
    codec,
    append: (records) => appender.append(records),
    now: Date.now,
  };
  const directoryOf = (): LifeDirectory =>
    createLifeDirectory({
      topic: names.topic(ProjectionVersionPromoted.topic),
      readPartition: log.readPartition,
      codec,
    });
  const directory = directoryOf();
  const said = { logger: silentLogger, metrics: noMetrics };
  const world = { names, tick: TimePassed, log, appender, codec, tables, isWholeBody, ...said };
  const rebuilder = { names, directory, tables, admin: log.admin, writer, everyMs: EVERY_MS };
  const handle: JobHandler<RebuildAsked> = (asked, ...rest) => rebuildProjection(asked, rebuilder, ...rest);
  return {
    directory,
    writer,
    work: (projection) =>
      keepLives({
        ...{ directory: directoryOf(), tables, names, writer, admin: log.admin, everyMs: EVERY_MS },
        isChosen: (name) => name === projection,
        run: (of, source, course) =>
          runProjection({ ...world, projection: of, source, course, limits: QUICK }),
        onAllFailed: () => undefined,
      }),
    handle,
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
