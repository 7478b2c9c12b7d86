import { setTimeout as sleep } from 'node:timers/promises';

/** Interval, limit and description of a condition to wait for. */
export interface PollOptions {
  readonly what: string;
  readonly everyMs: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Polls until the condition holds; throws after `withinMs` or when aborted. */
export async function pollUntil(holds: () => Promise<boolean>, waiting: PollOptions): Promise<void> {
  const { what, everyMs, withinMs, signal } = waiting;
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (performance.now() > giveUpAt) throw new Error(`after ${withinMs / 1000} s: still not ${what}`);
    await sleep(everyMs);
  }
}
