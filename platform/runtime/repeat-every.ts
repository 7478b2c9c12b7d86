import type { Closable } from './lifecycle.ts';

/** Work that is done again and again. */
export interface Repetition {
  /** The pause between the end of one round and the start of the next, milliseconds. */
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  /** Told of a round that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/** Repeats work until closed, never two rounds at once; closing waits for the round under way. */
export function repeatEvery({ everyMs, work, onError }: Repetition): Closable {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let round: Promise<void> = Promise.resolve();
  const schedule = (): void => {
    if (!closed) timer = setTimeout(start, everyMs);
  };
  const start = (): void => {
    round = work().catch(onError).then(schedule);
  };
  schedule();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
