import { TachoError } from '../../platform/core/errors.ts';
import type { JobProgress } from '../../platform/core/jobs.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import { untilCaughtUp } from '../../platform/runtime/until-caught-up.ts';
import { ProjectionVersionCaughtUp } from '../../schemas/events/projection-version-caught-up.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import { ProjectionVersionStarted } from '../../schemas/events/projection-version-started.ts';
import { appendLifeEvent } from './append-life-event.ts';
import { declarationOf, sourceOfLife } from './life-declaration.ts';
import type { LifeDirectory } from './life-directory.ts';
import { isOver, isUnfinished, lifeId, type Life } from './life.ts';
import { extentOf } from './extent-of.ts';
import { reachOfLife, type ReachSources } from './reach-of-life.ts';
import type { RebuildAsked } from './rebuild-job.ts';

/** What rebuilding needs. */
export interface Rebuilder {
  readonly names: Names;
  readonly directory: LifeDirectory;
  readonly tables: ReachSources['tables'];
  readonly admin: Pick<LogAdmin, 'offsets' | 'offsetsAt'>;
  readonly writer: FactWriter;
  /** How often it looks how far the version has come, milliseconds. */
  readonly everyMs: number;
}

/**
 * Has the workers build a version beside the one that is shown and follows it until it has caught up, saying how far it
 * has come; resolves when that is in the log, or when it was cancelled. Done again it goes on where the log of lives
 * stands. Throws `projection-refused` where another one of that projection is under way.
 */
export async function rebuildProjection(
  asked: RebuildAsked,
  rebuilder: Rebuilder,
  onProgress: (progress: JobProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { directory, writer } = rebuilder;
  const { projection, version: projectionVersion } = asked;
  await directory.refresh();
  if (directory.find(asked) === undefined) await begin(asked, rebuilder);
  const life = directory.find(asked) ?? refuse(asked, directory);
  if (isUnfinished(life)) {
    const reach = await untilCaughtUp({
      from: life.from ?? [],
      look: () => reachOfLife(life, rebuilder),
      goesOn: () => goesOn(life, directory),
      onProgress,
      now: writer.now,
      everyMs: rebuilder.everyMs,
      signal,
    });
    if (reach === null) return;
    const caughtUp = { projection, projectionVersion, reached: reach.positions };
    await appendLifeEvent(ProjectionVersionCaughtUp, caughtUp, writer);
  }
  await directory.refresh();
  const now = directory.find(asked);
  if (!life.promotes || now === undefined || isOver(now) || now.state === 'live') return;
  const previousVersion = directory.live(projection)?.version ?? null;
  await appendLifeEvent(
    ProjectionVersionPromoted,
    { projection, projectionVersion, previousVersion },
    writer,
  );
}

/** Two that begin at once both say so: the log decides which of them did. */
async function begin(asked: RebuildAsked, { names, admin, writer, directory }: Rebuilder): Promise<void> {
  const { projection, version: projectionVersion, ratePerSecond, promotes } = asked;
  declarationOf(asked);
  if (directory.unfinished(projection) !== undefined) refuse(asked, directory);
  const source = sourceOfLife(asked);
  const extent = await extentOf(admin, names.topicName(source), asked);
  const said = { projection, projectionVersion, source, ...extent, ratePerSecond, promotes };
  await appendLifeEvent(ProjectionVersionStarted, said, writer);
  await directory.refresh();
}

function refuse({ projection, version }: RebuildAsked, directory: LifeDirectory): never {
  const other = directory.unfinished(projection);
  const why = other === undefined ? 'its number is taken' : `${lifeId(other)} is not finished`;
  throw new TachoError('projection-refused', `${lifeId({ projection, version })} was not begun: ${why}.`);
}

/** Whether a version is still being built; throws where it came upon something that no retry helps against. */
async function goesOn(life: Life, directory: LifeDirectory): Promise<boolean> {
  await directory.refresh();
  const now = directory.find(life) ?? life;
  if (now.state === 'failed')
    throw new TachoError('projection-refused', `${lifeId(life)} failed: ${now.failure ?? ''}`);
  return !isOver(now);
}
