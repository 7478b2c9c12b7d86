import type { TablePort } from '../../platform/core/table-port.ts';
import { declarationOf } from './life-declaration.ts';
import type { Life } from './life.ts';

/**
 * Has the views follow the log of lives: whenever the function that this gives is called, those are replaced whose
 * version is another one than it was told before. One that cannot be shown is thrown after the others were.
 */
export function showLives(
  tables: Pick<TablePort, 'prepare' | 'show'>,
): (lives: readonly Life[]) => Promise<void> {
  const shown = new Map<string, number>();
  const show = async (life: Life): Promise<void> => {
    const { projection, version } = life;
    if (shown.get(projection) === version) return;
    const declaration = declarationOf(life);
    await tables.prepare([declaration]);
    await tables.show([declaration]);
    shown.set(projection, version);
  };
  return async (lives) => {
    const results = await Promise.allSettled(lives.filter(({ state }) => state === 'live').map(show));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}
