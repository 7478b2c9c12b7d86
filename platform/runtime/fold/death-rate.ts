import type { Fold } from '../../core/define-set.ts';

/** Of so many records that a fold was last given, */
const OF_THE_LAST = 1000;
/** at most so many may fail: more are not poison but a fault of ours. A hundred in a row are as many. */
const MOST_DEAD = 100;

/** How often the folds of a task have failed lately. It begins anew with the task, so that a restart tries again. */
export interface DeathRate {
  /** Counts a failure; `given`: how many records the fold was given before. What is too much of it, or null. */
  add(fold: Fold, given: number): string | null;
}

/** Nothing has failed yet. */
export function createDeathRate(): DeathRate {
  const byFold = new Map<Fold, number[]>();
  return {
    add(fold, given) {
      // By fold: one that fails at everything is not excused by others of its set that do not.
      const recent = (byFold.get(fold) ?? []).filter((at) => at > given - OF_THE_LAST);
      recent.push(given);
      byFold.set(fold, recent);
      if (recent.length <= MOST_DEAD) return null;
      return given - (recent[0] ?? 0) < recent.length
        ? `${fold.name} failed at more than ${MOST_DEAD} in a row.`
        : `${fold.name} failed at more than ${MOST_DEAD} of the last ${OF_THE_LAST}.`;
    },
  };
}
