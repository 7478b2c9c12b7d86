import { setTimeout as sleep } from 'node:timers/promises';

/** How a condition is waited for. */
export interface PollOptions {
  readonly what: string;
  readonly everyMs: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Asks until the answer is true; throws when it takes too long or is stopped. */
export async function pollUntil(holds: () => Promise<boolean>, waiting: PollOptions): Promise<void> {
  const { what, everyMs, withinMs, signal } = waiting;
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (performance.now() > giveUpAt) throw new Error(`after ${withinMs / 1000} s: still not ${what}`);
    await sleep(everyMs);
  }
}
