import { TachoError } from '../../platform/core/errors.ts';
import { declarationOf, newestDeclared } from '../../projections/lives/life-declaration.ts';
import type { LifeDirectory } from '../../projections/lives/life-directory.ts';
import { lifeId } from '../../projections/lives/life.ts';
import type { RebuildAsked } from '../../projections/lives/rebuild-job.ts';

/**
 * What a rebuild is to be asked for: the version that is declared and was never built, or else the next number. Throws
 * `projection-unknown`, and `projection-refused` where another one is not finished.
 */
export function askRebuild(
  wish: Omit<RebuildAsked, 'version'>,
  directory: Pick<LifeDirectory, 'of' | 'unfinished'>,
): RebuildAsked {
  const { projection } = wish;
  const declared = newestDeclared(projection);
  const unfinished = directory.unfinished(projection);
  if (unfinished !== undefined)
    throw new TachoError(
      'projection-refused',
      `${lifeId(unfinished)} is not finished; wait for it, or "tacho jobs cancel ${lifeId(unfinished)}".`,
    );
  const used = directory.of(projection).map(({ version }) => version);
  const version = Math.max(declared, ...used.map((each) => each + 1));
  declarationOf({ projection, version });
  return { ...wish, version };
}
