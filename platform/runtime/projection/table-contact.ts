/** Calls to the table of checkpoints that a process makes, for all its projections: how they went. */
export interface TableContact {
  /** Calls the table. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** Whether calls have followed one another closely since then, as `performance.now()` counts, and none has failed. */
  heldSince(at: number): boolean;
  /** Whether one has failed since then. */
  failedSince(at: number): boolean;
}

/** To lose tables and bring them back takes longer than this, and what is called meanwhile fails. */
const SURE_FOR_MS = 300;

/** No call yet. So long as calls follow one another more closely than `sureForMs` the table is the same. */
export function createTableContact(sureForMs = SURE_FOR_MS): TableContact {
  let heardAt = -Infinity;
  let since = Infinity;
  let failedAt = -Infinity;
  return {
    async call(work) {
      const calledAt = performance.now();
      try {
        const result = await work();
        const now = performance.now();
        if (calledAt - heardAt >= sureForMs) since = now;
        heardAt = now;
        return result;
      } catch (error) {
        failedAt = performance.now();
        heardAt = -Infinity;
        throw error;
      }
    },
    heldSince: (at) => since <= at && performance.now() - heardAt < sureForMs,
    failedSince: (at) => failedAt > at,
  };
}
