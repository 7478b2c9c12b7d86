import { oneAfterTheOther, type InTurn } from '../core/one-after-the-other.ts';

/** Turns for questions to one client, which end when it is closed. */
export interface TurnsUntilClosed {
  /** Rejects what has not had its turn when the client is closed. */
  readonly inTurn: InTurn;
  /** Lets the question under way end, for a while, and disconnects. */
  readonly close: () => Promise<void>;
}

/** As long as the client asks again where a broker is away: longer would only hold up a worker that stops. */
const MOST_MS = 3000;

/**
 * Gives questions their turns. One that went on while the client disconnects would have it connect anew and lose the old
 * connection, and then neither ever ends.
 */
export function turnsUntilClosed(disconnect: () => Promise<void>): TurnsUntilClosed {
  const turn = oneAfterTheOther();
  let isClosed = false;
  return {
    inTurn: (work) =>
      turn(() => (isClosed ? Promise.reject(new Error('the connection to Kafka is closed')) : work())),
    async close() {
      isClosed = true;
      await endedWithin(
        turn(() => Promise.resolve()),
        MOST_MS,
      );
      await disconnect();
    },
  };
}

async function endedWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, waited]);
  clearTimeout(timer);
}
