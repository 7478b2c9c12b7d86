import { setTimeout as sleep } from 'node:timers/promises';

/** Waits without keeping the process alive. */
export function wait(milliseconds: number): Promise<void> {
  return sleep(milliseconds, undefined, { ref: false });
}

/** What to wait for, and for how long at most. */
export interface WaitOptions {
  readonly withinMs: number;
  readonly everyMs: number;
  readonly signal?: AbortSignal;
}

/** Asks until the answer is true; false when time ran out or the signal came. A throw counts as "not yet". */
export async function waitUntil(holds: () => Promise<boolean>, options: WaitOptions): Promise<boolean> {
  const deadline = Date.now() + options.withinMs;
  while (Date.now() < deadline && options.signal?.aborted !== true) {
    if (await holds().catch(() => false)) return true;
    await sleep(options.everyMs);
  }
  return false;
}
