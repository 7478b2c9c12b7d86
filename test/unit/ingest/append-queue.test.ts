import { expect, it } from 'vitest';
import { createAppendQueue } from '../../../ingest/append-queue.ts';
import { createMemoryBudget } from '../../../ingest/memory-budget.ts';
import { noMetrics } from '../../../platform/core/metrics.ts';
import type { AppendedPosition, NewRecord } from '../../../platform/core/ports.ts';

const recordsOf = (name: string, count: number, bytes = 1): readonly NewRecord[] =>
  Array.from({ length: count }, () => ({ topic: 't', key: name, value: Buffer.alloc(bytes) }));

interface Append {
  readonly records: readonly NewRecord[];
  resolve(positions: readonly AppendedPosition[]): void;
  reject(error: Error): void;
}

/** An appender that answers when it is told to. */
function startQueue(maxBytes = 1e9): {
  readonly queue: ReturnType<typeof createAppendQueue>;
  readonly appends: Append[];
  readonly held: () => number;
} {
  const appends: Append[] = [];
  let held = 0;
  const budget = createMemoryBudget(maxBytes, (bytes) => (held = bytes));
  const append = (records: readonly NewRecord[]): Promise<readonly AppendedPosition[]> =>
    new Promise((resolve, reject) => appends.push({ records, resolve, reject }));
  return { queue: createAppendQueue({ append, budget, metrics: noMetrics }), appends, held: () => held };
}

const keysOf = (append: Append | undefined): readonly (string | null)[] =>
  append?.records.map(({ key }) => key) ?? [];

it('appends alone what comes first, and together, in order, what came meanwhile', async () => {
  const { queue, appends, held } = startQueue();
  const answers = ['a', 'b', 'c'].map((name) => queue.append(recordsOf(name, 2)));
  expect(appends.map(keysOf)).toEqual([['a', 'a']]);

  appends[0]?.resolve([{ topic: 't', partition: 0, next: 2 }]);
  await answers[0];
  expect(keysOf(appends[1])).toEqual(['b', 'b', 'c', 'c']);
  appends[1]?.resolve([{ topic: 't', partition: 0, next: 6 }]);

  expect(await Promise.all(answers)).toEqual([2, 6, 6].map((next) => [{ topic: 't', partition: 0, next }]));
  expect(held()).toBe(0);
});

it('tells everyone of a batch that failed, keeps nothing of it, and goes on with the next', async () => {
  const { queue, appends, held } = startQueue();
  const [first, second, third] = ['a', 'b', 'c'].map((name) => queue.append(recordsOf(name, 1)));
  appends[0]?.resolve([]);
  await first;
  appends[1]?.reject(new Error('no broker'));

  await expect(second).rejects.toMatchObject({ code: 'log-unavailable' });
  await expect(third).rejects.toMatchObject({ code: 'log-unavailable' });
  expect(held()).toBe(0);
  const fourth = queue.append(recordsOf('d', 1));
  appends[2]?.resolve([]);
  expect(await fourth).toEqual([]);
});

it('does not put more together than one append should hold', async () => {
  const { queue, appends } = startQueue();
  const answers = [
    queue.append(recordsOf('a', 1)),
    queue.append(recordsOf('b', 4000)),
    queue.append(recordsOf('c', 4000)),
    queue.append(recordsOf('d', 1, 600 * 1024)),
  ];
  for (let n = 0; n < 4; n += 1) {
    appends[n]?.resolve([]);
    await answers[n];
  }
  expect(appends.map((append) => new Set(keysOf(append)))).toEqual(
    ['a', 'b', 'c', 'd'].map((k) => new Set([k])),
  );
});

it('refuses at once what does not fit into the memory that is left', async () => {
  const { queue, appends } = startQueue(2000);
  const first = queue.append(recordsOf('a', 1, 1000));
  await expect(queue.append(recordsOf('b', 1, 1000))).rejects.toMatchObject({ code: 'ingest-overloaded' });
  appends[0]?.resolve([]);
  await first;
  expect(appends).toHaveLength(1);
});
