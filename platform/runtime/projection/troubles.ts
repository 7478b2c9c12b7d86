import type { Logger } from '../../core/logger.ts';

/** What is wrong just now, by what it concerns. */
export interface Troubles {
  /** Says what is wrong with something, or with null that nothing is. */
  state(what: string, reason: string | null): void;
  /** `ok`, or all that is wrong. */
  health(): string;
}

/** Remembers what is wrong and says it in the log too. */
export function createTroubles(logger: Logger): Troubles {
  const reasons = new Map<string, string>();
  return {
    state(what, reason) {
      if (reason === null) {
        reasons.delete(what);
        return;
      }
      if (reasons.get(what) !== reason) logger.warn('something is wrong', { what, reason });
      reasons.set(what, reason);
    },
    health: () => Array.from(reasons, ([what, reason]) => `${what}: ${reason}`).join('; ') || 'ok',
  };
}
