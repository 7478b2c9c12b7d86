import { createRequire } from 'node:module';

const { prototype: queueOfClient } = createRequire(import.meta.url)(
  'kafkajs/src/network/requestQueue/index.js',
) as { readonly prototype: RequestQueue };

/** The requests of one connection; `throttledUntil` is -1 until the broker asks for a pause. */
interface RequestQueue {
  readonly pending: readonly object[];
  /** UTC milliseconds. */
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly checkPendingRequests: (this: RequestQueue) => void;
  readonly scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

/** How often requests are looked at that wait for others, not for the broker's pause. */
const LOOK_EVERY_MS = 10;

/**
 * Has the client's connections sleep while no request waits and the broker has asked for no pause. By itself the client
 * wakes each connection every millisecond, for ever, once it has sent something: a third of what an idle installation took.
 */
export function restWhenIdle(): void {
  Object.assign(queueOfClient, { scheduleCheckPendingRequests });
}

/** Wakes the queue at the end of the pause, or soon where requests wait without one; called after each change. */
function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null) return;
  const pauseMs = this.throttledUntil - Date.now();
  if (pauseMs <= 0 && this.pending.length === 0) return;
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    pauseMs > 0 ? pauseMs : LOOK_EVERY_MS,
  );
}
