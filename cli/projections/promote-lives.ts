import { TachoError } from '../../platform/core/errors.ts';
import { appendLifeEvent } from '../../projections/lives/append-life-event.ts';
import { declarationOf } from '../../projections/lives/life-declaration.ts';
import type { LifeDirectory } from '../../projections/lives/life-directory.ts';
import { lifeId, type Life } from '../../projections/lives/life.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import type { LivesConnection } from './open-lives.ts';

/** Which version of a projection is meant, and whether it need not have been compared. */
export interface PromotionWish {
  readonly version?: number;
  readonly force?: true;
}

type Directory = Pick<LifeDirectory, 'find' | 'of' | 'live'>;

/** The version that is to be shown: the newest one that is ready, unless named. Throws `projection-refused`. */
export function candidateFor(
  projection: string,
  { version, force }: PromotionWish,
  directory: Directory,
): Life {
  const live = directory.live(projection);
  const life =
    version === undefined ? newestReady(projection, directory) : directory.find({ projection, version });
  if (life === undefined)
    throw refused(
      version === undefined
        ? `${projection} has no version that has caught up`
        : `${projection} has no version ${version}`,
    );
  if (life.state !== 'ready') throw refused(`${lifeId(life)} is ${life.state}`);
  if (force === true || live === undefined) return life;
  if (life.verified === null)
    throw refused(
      `${lifeId(life)} was not compared with ${lifeId(live)}: "tacho projections verify ${projection}"`,
    );
  if (!life.verified) throw refused(`${lifeId(life)} differs from ${lifeId(live)}`);
  return life;
}

const newestReady = (projection: string, { of, live }: Directory): Life | undefined =>
  of(projection).findLast(
    ({ state, version }) => state === 'ready' && version > (live(projection)?.version ?? 0),
  );

const refused = (detail: string): TachoError => new TachoError('projection-refused', `${detail}.`);

/**
 * Has readers shown these versions, and says how long all the views together took, milliseconds. The log comes first:
 * should this process end in between, the workers follow it.
 */
export async function promoteLives(
  lives: readonly Life[],
  { directory, writer, tables }: Pick<LivesConnection, 'directory' | 'writer' | 'tables'>,
): Promise<number> {
  for (const { projection, version: projectionVersion } of lives) {
    const previousVersion = directory.live(projection)?.version ?? null;
    await appendLifeEvent(
      ProjectionVersionPromoted,
      { projection, projectionVersion, previousVersion },
      writer,
    );
  }
  const declarations = lives.map(declarationOf);
  const startedAt = performance.now();
  await tables.show(declarations);
  return performance.now() - startedAt;
}
