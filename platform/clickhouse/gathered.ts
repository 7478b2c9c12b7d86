import { oneAfterTheOther } from '../core/one-after-the-other.ts';

/**
 * Does for several what each would do for itself: while one call of `work` is under way, what is asked for waits, and all that
 * waits goes into the next one. What comes of a call, also an error, comes to all that were in it.
 */
export function gathered<T, R>(work: (asked: readonly T[]) => Promise<R>): (one: T) => Promise<R> {
  const inTurn = oneAfterTheOther();
  let next: { readonly asked: T[]; readonly result: Promise<R> } | undefined;
  return (one) => {
    if (next === undefined) {
      const asked: T[] = [];
      const start = (): Promise<R> => {
        next = undefined;
        return work(asked);
      };
      next = { asked, result: inTurn(start) };
    }
    next.asked.push(one);
    return next.result;
  };
}
