import { afterEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../../platform/core/logger.ts';
import { holdPartition, type Holding } from '../../../../platform/runtime/hold-partition.ts';
import type { Ending, SetTask } from '../../../../platform/runtime/set-task.ts';

const WITHIN = { timeout: 10_000, interval: 5 };

let held: Holding | undefined;
afterEach(() => held?.drop());

/** Holds a partition whose tasks end as the test says; its group confirms it whenever it is asked. */
function hold() {
  const endings: ((ending: Ending) => void)[] = [];
  let confirmations = 0;
  let progressed = false;
  const open = async (): Promise<SetTask> => {
    await Promise.resolve();
    const ended = new Promise<Ending>((resolve) => endings.push(resolve));
    return {
      next: 0,
      get progressed() {
        return progressed;
      },
      accept: () => Promise.resolve('taken'),
      snapshot: () => Promise.resolve(null),
      hotKeys: () => ({ byEvents: [], byState: [] }),
      abandon: () => Promise.resolve(),
      close: () => Promise.resolve(),
      ended,
    };
  };
  // Opened for the second time and later, a task takes until the test lets it.
  let letOpen: () => void = () => undefined;
  let opens = 0;
  const holding = holdPartition({
    partition: 3,
    open: async (onRestoring) => {
      onRestoring({ read: 4, of: 10 });
      if ((opens += 1) > 1) await new Promise<void>((resolve) => (letOpen = resolve));
      return open();
    },
    membership: () => ({ start: () => Promise.resolve(), pause: () => Promise.resolve() }),
    confirmations: () => (confirmations += 1),
    logger: silentLogger,
  });
  held = holding;
  return {
    holding,
    /** Ends the task that runs, and resolves when the next one is being restored. */
    end: async (ending: Ending, hasProgressed = false): Promise<void> => {
      await vi.waitFor(() => expect(endings).toHaveLength(opens), WITHIN);
      const before = opens;
      progressed = hasProgressed;
      endings.at(-1)?.(ending);
      await vi.waitFor(
        () => expect([opens, holding.restoring]).toEqual([before + 1, expect.anything()]),
        WITHIN,
      );
    },
    letOpenNow: (): void => letOpen(),
  };
}

test.each(['reopening', 'fenced'] as const)(
  'given a task that ended as %s, when its partition is restored, then nothing is wrong with it',
  async (kind) => {
    const { holding, end } = hold();
    await end({ kind, reason: 'so it was' });
    expect([holding.failure, holding.restoring]).toEqual([null, { read: 4, of: 10 }]);
  },
);

test('given a task that failed, when its partition is restored, then it says what failed until it is open', async () => {
  const { holding, end, letOpenNow } = hold();
  await end({ kind: 'failed', reason: 'the log is away' });
  expect(holding.failure).toBe('the log is away');
  letOpenNow();
  await vi.waitFor(() => expect([holding.failure, holding.restoring]).toEqual([null, null]), WITHIN);
});

test('given a task that is fenced again before it has committed anything, then that is what is wrong', async () => {
  const { holding, end, letOpenNow } = hold();
  const ending = { kind: 'fenced', reason: 'a newer owner has started' } as const;
  await end(ending);
  letOpenNow();
  await end(ending);
  expect(holding.failure).toBe('a newer owner has started');
  letOpenNow();
  await end(ending, true);
  expect(holding.failure).toBeNull();
});
