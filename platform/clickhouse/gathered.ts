import { setTimeout as sleep } from 'node:timers/promises';
import { oneAfterTheOther } from '../core/one-after-the-other.ts';

/**
 * Does for several what each would do for itself: while one call of `work` is under way, and for so many milliseconds
 * before it, what is asked for waits, and all that waits goes into the next one. What comes of a call, also an error,
 * comes to all that were in it.
 */
export function gathered<T, R>(
  work: (asked: readonly T[]) => Promise<R>,
  forMs: number,
): (one: T) => Promise<R> {
  const inTurn = oneAfterTheOther();
  let next: { readonly asked: T[]; readonly result: Promise<R> } | undefined;
  return (one) => {
    if (next === undefined) {
      const asked: T[] = [];
      const start = async (): Promise<R> => {
        await sleep(forMs);
        next = undefined;
        return work(asked);
      };
      next = { asked, result: inTurn(start) };
    }
    next.asked.push(one);
    return next.result;
  };
}
