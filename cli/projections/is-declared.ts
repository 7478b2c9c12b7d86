import { TachoError } from '../../platform/core/errors.ts';
import { declarationOf } from '../../projections/lives/life-declaration.ts';
import type { Life } from '../../projections/lives/life.ts';

/** Whether this build declares a version of a projection. */
export function isDeclared(life: Pick<Life, 'projection' | 'version'>): boolean {
  try {
    return declarationOf(life).version === life.version;
  } catch (error) {
    if (error instanceof TachoError) return false;
    throw error;
  }
}
