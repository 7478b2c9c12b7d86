/** How soon what has changed belongs into a transaction. */
export type Urgency = 'nothing' | 'at once' | 'soon' | 'later';

/** Decides when transactions happen; never two at once. */
export interface TransactionTimer {
  /** Something has changed: a transaction will follow, as soon as the urgency asks for it. */
  changed(): void;
  /** Waits for the transaction under way, or runs one now. */
  now(): Promise<void>;
  stop(): void;
}

/** How long after a transaction the next one may follow, by its urgency, milliseconds. */
export interface TransactionPauses {
  readonly soon: number;
  /** The longest; stretched transactions do not wait longer either. */
  readonly later: number;
}

/** The pauses of production: a reader waits a second for a change, and Kafka is not asked to keep every mere position. */
const PAUSES: TransactionPauses = { soon: 1000, later: 5000 };
/** Under load transactions are stretched so that they take at most a third of the time. */
const STRETCH = 2;

/** Times the transactions of one task. `commit` must not reject. */
export function createTransactionTimer(
  commit: () => Promise<void>,
  urgency: () => Urgency,
  pauses = PAUSES,
): TransactionTimer {
  let running: Promise<void> | undefined;
  let timeout: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let endedAt = -Infinity;
  let tookMs = 0;
  let stopped = false;

  const run = async (): Promise<void> => {
    clearTimeout(timeout);
    dueAt = Infinity;
    const startedAt = performance.now();
    await commit();
    endedAt = performance.now();
    tookMs = endedAt - startedAt;
    running = undefined;
    changed();
  };
  const start = (): Promise<void> => (running ??= run());
  const changed = (): void => {
    const wanted = urgency();
    if (stopped || running !== undefined || wanted === 'nothing') return;
    // A single transaction that took long, while Kafka was away, must not put off the next one for longer still.
    const leastMs = wanted === 'at once' ? 0 : pauses[wanted];
    const pauseMs = Math.min(Math.max(leastMs, STRETCH * tookMs), pauses.later);
    const now = performance.now();
    const at = Math.max(now, endedAt + pauseMs);
    if (at >= dueAt) return;
    dueAt = at;
    clearTimeout(timeout);
    timeout = setTimeout(() => void start(), at - now);
  };
  return {
    changed,
    async now() {
      if (running !== undefined) await running;
      else if (!stopped) await start();
    },
    stop() {
      stopped = true;
      clearTimeout(timeout);
    },
  };
}
