/** How often it is looked whether the position has been reached. */
const POLL_MS = 200;

interface Wait<S> {
  /** What stands now. */
  readonly look: () => Promise<S>;
  readonly isReached: (standing: S) => boolean;
  readonly waitMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends the waiting: what stands then is the answer. */
  readonly signal: AbortSignal;
}

/** What stands as soon as the position is reached, or when the time for that is over: the caller asks again which. */
export async function awaitPosition<S>(wait: Wait<S>): Promise<S> {
  const deadline = wait.now() + wait.waitMs;
  let standing = await wait.look();
  while (!wait.isReached(standing) && wait.now() < deadline && !wait.signal.aborted) {
    await wait.sleep(Math.max(0, Math.min(POLL_MS, deadline - wait.now())));
    standing = await wait.look();
  }
  return standing;
}
