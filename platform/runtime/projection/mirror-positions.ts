import type { CommittedOffset } from '../../core/ports.ts';

/** Tells a group how far its member has read, beside the work. */
export interface PositionMirror {
  /** To be told: at once, or when what is told already is a while ago; only the newest of a partition is. */
  tell(positions: readonly CommittedOffset[]): void;
  /** Tells what is still to be told, and resolves when it is. */
  close(): Promise<void>;
}

/**
 * The group's broker answers one request of a connection after the other, also behind a fetch that waits for records: no
 * write has to wait for that. And lag tools need it no more often than `everyMs`. `mirror` must not reject.
 */
export function createPositionMirror(
  mirror: (positions: readonly CommittedOffset[]) => Promise<void>,
  everyMs: number,
): PositionMirror {
  const waiting = new Map<number, CommittedOffset>();
  let telling: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let nextAt = -Infinity;

  const tellWaiting = async (): Promise<void> => {
    timer = undefined;
    const positions = [...waiting.values()];
    waiting.clear();
    if (positions.length > 0) await mirror(positions);
    nextAt = performance.now() + everyMs;
  };
  const start = (): void => {
    telling = telling.then(tellWaiting);
  };
  return {
    tell(positions) {
      for (const position of positions) waiting.set(position.partition, position);
      if (waiting.size > 0) timer ??= setTimeout(start, Math.max(0, nextAt - performance.now()));
    },
    async close() {
      clearTimeout(timer);
      start();
      await telling;
    },
  };
}
