/** Whether the tables can still be as a worker left them, judged by how its calls to them went. */
export interface Trust {
  /** Whether nobody can have put other checkpoints in the place of those that were saved last. */
  readonly isSure: boolean;
  /** Whether anything had to be tried again since: rows that were written may be gone with the tables they were in. */
  readonly hasStumbled: boolean;
  /** Calls the tables. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** Something is tried again. */
  stumbled(): void;
  /** Checkpoints were saved: from here on it is known how they stand. */
  confirmed(): void;
}

/**
 * No trust yet. To lose tables and bring them back takes longer than `sureForMs`, and what is called meanwhile fails: so
 * long as calls follow one another more closely than that, and none fails, the tables are the same.
 */
export function createTrust(sureForMs: number): Trust {
  let calledAt = -Infinity;
  let isSure = false;
  let hasStumbled = false;
  const isSoon = (): boolean => performance.now() - calledAt < sureForMs;
  return {
    get isSure() {
      return isSure && !hasStumbled && isSoon();
    },
    get hasStumbled() {
      return hasStumbled;
    },
    async call(work) {
      isSure &&= isSoon();
      const result = await work();
      calledAt = performance.now();
      return result;
    },
    stumbled() {
      hasStumbled = true;
    },
    confirmed() {
      isSure = true;
      hasStumbled = false;
    },
  };
}
