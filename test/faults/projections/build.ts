import { pollUntil } from '../../../bench/poll-until.ts';
import { tableOf } from '../../../platform/core/define-projection.ts';
import { appendLifeEvent } from '../../../projections/lives/append-life-event.ts';
import { extentOf } from '../../../projections/lives/extent-of.ts';
import { ProjectionVersionCaughtUp } from '../../../schemas/events/projection-version-caught-up.ts';
import { ProjectionVersionRetired } from '../../../schemas/events/projection-version-retired.ts';
import { ProjectionVersionStarted } from '../../../schemas/events/projection-version-started.ts';
import type { CrewWorker } from './crew.ts';
import type { Ground } from './ground.ts';
import { readCheckpoints, type FoundCheckpoint } from './read-checkpoints.ts';
import { recordsIn } from './records-in.ts';

/** A version of each projection, built beside the one that is shown. */
export interface Build {
  readonly version: number;
  /** Its tables, by the name of the projection. */
  readonly tables: readonly string[];
  checkpoints(): Promise<readonly FoundCheckpoint[]>;
  /** How much of all topics together the checkpoints cover: 0.5 is half. */
  shareRead(): Promise<number>;
  /** Waits until they cover so much. */
  untilShare(share: number): Promise<void>;
  /** Waits until everything is read. */
  untilBuilt(): Promise<void>;
  /** Waits until a worker has taken partitions of a table, or of each of them, over so many times. */
  untilTakenOver(worker: CrewWorker, times?: number, tables?: readonly string[]): Promise<void>;
  /** Says that it has caught up, so that another one may be built. */
  sayCaughtUp(): Promise<void>;
  /** Has its tables removed. */
  end(): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 120_000;
/** So that what happens after so many blocks happens, however few records there are. */
const LEAST_RATE = 20;

/** The builds of the live version and of others: how they are followed. */
export function followBuild(ground: Ground, version: number, signal: AbortSignal): Build {
  const { writer, expected } = ground;
  const tables = expected.map(({ oracle: { projection } }) => tableOf({ ...projection, version }));
  const wait = (what: string, holds: () => Promise<boolean>): Promise<void> =>
    // While ClickHouse is away nobody can say.
    pollUntil(() => holds().catch(() => false), {
      what: `${what}, version ${version}`,
      ...{ everyMs: LOOK_EVERY_MS, withinMs: PATIENCE_MS, signal },
    });
  const checkpoints = () => readCheckpoints(ground.client, version);
  const toRead = recordsIn(expected.flatMap(({ counts }) => counts));
  const shareRead = async (): Promise<number> =>
    (await checkpoints()).reduce((sum, { read }) => sum + read, 0) / toRead;
  const each = async (say: (projection: string) => Promise<void>): Promise<void> => {
    for (const { oracle } of expected) await say(oracle.projection.name);
  };
  return {
    version,
    tables,
    checkpoints,
    shareRead,
    untilShare: (share) => wait(`${share * 100} % read`, async () => (await shareRead()) >= share),
    untilBuilt: () => wait('all read', async () => (await shareRead()) >= 1),
    async untilTakenOver(worker, times = 1, of = tables) {
      await wait('taken over', () =>
        Promise.resolve(of.every((table) => timesTakenOver(worker, table) >= times)),
      );
    },
    sayCaughtUp: () =>
      each((projection) =>
        appendLifeEvent(
          ProjectionVersionCaughtUp,
          { projection, projectionVersion: version, reached: [] },
          writer,
        ),
      ),
    end: () =>
      each((projection) =>
        appendLifeEvent(
          ProjectionVersionRetired,
          { projection, projectionVersion: version, reason: 'retired' },
          writer,
        ),
      ),
  };
}

/** Has a version of each projection built, no faster than in so many seconds; null: as fast as can be. */
export async function beginBuild(
  ground: Ground,
  seconds: number | null,
  signal: AbortSignal,
): Promise<Build> {
  const version = ground.nextVersion();
  const { names, log, writer } = ground;
  for (const { oracle, counts } of ground.expected) {
    const { noun: source } = oracle;
    const { from, ends } = await extentOf(log.admin, names.topicName(source), {
      from: { kind: 'earliest' },
      to: null,
    });
    const ratePerSecond = seconds === null ? null : Math.max(LEAST_RATE, recordsIn(counts) / seconds);
    const asked = { source, from, ends, to: null, ratePerSecond, promotes: false };
    const about = { projection: oracle.projection.name, projectionVersion: version };
    await appendLifeEvent(ProjectionVersionStarted, { ...about, ...asked }, writer);
  }
  return followBuild(ground, version, signal);
}

/** How often a worker has said that it took partitions of a table over. */
export const timesTakenOver = (worker: CrewWorker, table: string): number =>
  worker.hasSaid(`"projection":"${table}","next":{"`);
