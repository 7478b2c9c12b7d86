import { tableOf, type Projection } from '../../platform/core/define-projection.ts';
import { messageOf } from '../../platform/core/errors.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { repeatEvery } from '../../platform/runtime/repeat-every.ts';
import { clearLives } from './clear-lives.ts';
import { declareFirstLives } from './declare-first-lives.ts';
import { runLives, type LifeRunner } from './run-lives.ts';
import { showLives } from './show-lives.ts';

/** What a worker needs to follow the log of lives. */
export interface LifeKeeper extends Omit<LifeRunner, 'tables'> {
  readonly tables: Pick<TablePort, 'prepare' | 'show' | 'drop' | 'kept'>;
  readonly admin: Pick<LogAdmin, 'members' | 'forgetGroup'>;
  readonly names: Names;
  /** Which projections are this worker's. */
  readonly isChosen: (projection: string) => boolean;
  /** How often the log of lives is looked at, milliseconds. */
  readonly everyMs: number;
}

/** A worker that follows the log of lives. */
export interface KeptLives {
  /** How each version is that it runs, and what else is wrong. */
  health(): Readonly<Record<string, string>>;
  measureLag(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs all versions of projections that are not over, shows those that are live, and removes what is left of others;
 * until closed. Resolves when all that the log says now is done, as far as it can be.
 */
export async function keepLives(keeper: LifeKeeper): Promise<KeptLives> {
  const { directory, isChosen, everyMs } = keeper;
  const tables = { ...keeper.tables, prepare: preparedOnce(keeper.tables) };
  const running = runLives({ ...keeper, tables });
  const show = showLives(tables);
  const clear = clearLives(keeper);
  let trouble: string | null = null;
  const chosen = () => directory.all().filter(({ projection }) => isChosen(projection));
  const look = async (): Promise<void> => {
    await directory.refresh();
    const lives = chosen();
    // What is shown waits for nothing: a reader sees a version as soon as it was promoted.
    const followed = await Promise.allSettled([show(lives), running.follow(lives)]);
    const results = [...followed, ...(await Promise.allSettled([clear(lives)]))];
    const failed = results.find((result) => result.status === 'rejected');
    trouble = failed === undefined ? null : messageOf(failed.reason);
  };
  await declareFirstLives(directory, keeper.writer);
  await look();
  const looking = repeatEvery({ everyMs, work: look, onError: (error) => (trouble = messageOf(error)) });
  return {
    health: () => ({
      ...running.health(chosen()),
      ...(trouble === null ? {} : { lives: trouble }),
    }),
    measureLag: () => running.measureLag(),
    async close() {
      await looking.close();
      await running.close();
    },
  };
}

/** Who shows a version and who runs it need the same table, which is made once. */
function preparedOnce(tables: Pick<TablePort, 'prepare'>): TablePort['prepare'] {
  const prepared = new Map<string, Promise<void>>();
  const once = (projection: Projection): Promise<void> => {
    const table = tableOf(projection);
    const known = prepared.get(table) ?? tables.prepare([projection]);
    prepared.set(table, known);
    known.catch(() => prepared.delete(table));
    return known;
  };
  return async (projections) => {
    await Promise.all(projections.map(once));
  };
}
