import type { LogAdmin } from '../../platform/core/ports.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { isOver, lifeId, type Life } from './life.ts';

/** What removing versions needs. */
export interface LifeClearing {
  readonly tables: Pick<TablePort, 'drop' | 'kept'>;
  readonly admin: Pick<LogAdmin, 'members' | 'forgetGroup'>;
  readonly names: Pick<Names, 'group'>;
}

/**
 * Removes what is left of versions that are over, whenever the function that this gives is called: as soon as nobody
 * reads for one any more, which its empty group says, its table and checkpoints go, then the group. What a worker wrote
 * at the last moment is found at the next call.
 */
export function clearLives(clearing: LifeClearing): (lives: readonly Life[]) => Promise<void> {
  const cleared = new Set<string>();
  return async (lives) => {
    const over = lives.filter((life) => isOver(life) && !cleared.has(lifeId(life)));
    if (over.length === 0) return;
    for (const life of await clearAll(over, clearing)) cleared.add(lifeId(life));
  };
}

/** Removes what can be removed; gives those of which nothing was left before. */
async function clearAll(
  over: readonly Life[],
  { tables, admin, names }: LifeClearing,
): Promise<readonly Life[]> {
  const kept = await tables.kept();
  const gone: Life[] = [];
  for (const life of over) {
    const { projection: name, version } = life;
    const group = names.group(name, version);
    if ((await admin.members(group)) > 0) continue;
    await admin.forgetGroup(group);
    if (kept.some((each) => each.name === name && each.version === version))
      await tables.drop({ name, version });
    else gone.push(life);
  }
  return gone;
}
