import type { Projection } from '../../platform/core/define-projection.ts';
import { declarationOf, isDeclared } from '../../projections/lives/life-declaration.ts';
import type { LifeDirectory } from '../../projections/lives/life-directory.ts';
import { isOver, type Life } from '../../projections/lives/life.ts';

/** A version of a projection that is not over, and how this build declares it. */
export interface KnownLife {
  readonly life: Life;
  readonly declaration: Projection;
}

/** Those that this build declares: what is wrong with others only another build can know. */
export const knownLives = (directory: Pick<LifeDirectory, 'all'>): readonly KnownLife[] =>
  directory
    .all()
    .filter((life) => !isOver(life) && isDeclared(life))
    .map((life) => ({ life, declaration: declarationOf(life) }));
