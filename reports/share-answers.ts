/** Answers that are kept to be given again. */
export interface SharedAnswers<A> {
  /** The answer of this key: the one that is there or under way, else a new one. A failed one is not kept. */
  get(key: string, ask: () => Promise<A>): Promise<A>;
}

interface Limits<A> {
  readonly maxAnswers: number;
  /** What all kept answers may weigh together; the newest is kept whatever it weighs. */
  readonly maxWeight: number;
  readonly weigh: (answer: A) => number;
}

interface Kept<A> {
  readonly answer: Promise<A>;
  weight: number;
}

/** Shares answers under way and keeps the newest ones within limits. */
export function shareAnswers<A>({ maxAnswers, maxWeight, weigh }: Limits<A>): SharedAnswers<A> {
  const kept = new Map<string, Kept<A>>();
  const forgetOldest = (): void => {
    let weight = [...kept.values()].reduce((sum, { weight }) => sum + weight, 0);
    for (const [key, oldest] of kept) {
      if (kept.size === 1 || (kept.size <= maxAnswers && weight <= maxWeight)) return;
      kept.delete(key);
      weight -= oldest.weight;
    }
  };
  const keep = (key: string, answer: Promise<A>): Promise<A> => {
    const entry: Kept<A> = { answer, weight: 0 };
    kept.set(key, entry);
    forgetOldest();
    return answer.then(
      (value) => {
        entry.weight = weigh(value);
        forgetOldest();
        return value;
      },
      (error: unknown) => {
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      },
    );
  };
  return {
    get: (key, ask) => kept.get(key)?.answer ?? keep(key, ask()),
  };
}
