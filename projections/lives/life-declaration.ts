import { sourceOf, type Projection } from '../../platform/core/define-projection.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { nextProjections, projections } from '../index.ts';
import type { Life } from './life.ts';

/** All declarations, those of versions that may be built beside the others too. */
const declared: readonly Projection[] = [...projections, ...nextProjections];

/**
 * A projection as a version: the declaration of that version, or else the newest one before it under this number, to
 * fill its table anew. Throws `projection-unknown`.
 */
export function declarationOf({ projection, version }: Pick<Life, 'projection' | 'version'>): Projection {
  const [newest] = declared
    .filter(({ name, version: its }) => name === projection && its <= version)
    .sort((a, b) => b.version - a.version);
  if (newest === undefined)
    throw new TachoError(
      'projection-unknown',
      Number.isFinite(version) ? `${projection} version ${version}.` : `${projection}.`,
    );
  return { ...newest, version };
}

/** The newest version of a projection that is declared; throws `projection-unknown`. */
export function newestDeclared(projection: string): number {
  declarationOf({ projection, version: Infinity });
  return Math.max(...declared.flatMap(({ name, version }) => (name === projection ? [version] : [])));
}

/** The topic that a version reads. */
export const sourceOfLife = (life: Pick<Life, 'projection' | 'version' | 'source'>): string =>
  life.source ?? sourceOf(declarationOf(life));

/** Whether this build knows a version. */
export function isDeclared(life: Pick<Life, 'projection' | 'version'>): boolean {
  try {
    return declarationOf(life).version === life.version;
  } catch (error) {
    if (error instanceof TachoError) return false;
    throw error;
  }
}
