import { setTimeout as sleep } from 'node:timers/promises';

/** How a condition is waited for. */
export interface Waiting {
  readonly what: string;
  readonly everyMs: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Asks until the answer is true; throws when it takes too long or is stopped. */
export async function until(holds: () => Promise<boolean>, waiting: Waiting): Promise<void> {
  const { what, everyMs, withinMs, signal } = waiting;
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (performance.now() > giveUpAt) throw new Error(`after ${withinMs / 1000} s: still not ${what}`);
    await sleep(everyMs);
  }
}
