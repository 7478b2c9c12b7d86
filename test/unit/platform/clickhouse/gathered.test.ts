import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { gathered } from '../../../../platform/clickhouse/gathered.ts';

const FOR_MS = 20;

/** Work that ends when the test says so, and what it was asked for. */
function work() {
  const calls: { readonly asked: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const ask = gathered(
    (asked: readonly string[]) =>
      new Promise<string>((resolve, reject) => {
        calls.push({
          asked: [...asked],
          end: (error) => (error === undefined ? resolve(asked.join()) : reject(error)),
        });
      }),
    FOR_MS,
  );
  const nextCall = (number: number) =>
    vi.waitFor(() => {
      expect(calls).toHaveLength(number + 1);
      return calls[number];
    });
  return { calls, ask, nextCall };
}

test('given nothing under way, when one asks, then that is all that is done', async () => {
  const { calls, ask, nextCall } = work();
  const answer = ask('a');
  (await nextCall(0))?.end();
  expect(await answer).toBe('a');
  expect(calls).toHaveLength(1);
});

test('given nothing under way, when two ask one soon after the other, then one call answers both', async () => {
  const { calls, ask, nextCall } = work();
  const first = ask('a');
  await sleep(1);
  const other = ask('b');
  (await nextCall(0))?.end();
  expect(await Promise.all([first, other])).toEqual(['a,b', 'a,b']);
  expect(calls).toHaveLength(1);
});

test('given a call under way, when three ask, then one more call answers them all', async () => {
  const { calls, ask, nextCall } = work();
  const first = ask('a');
  await nextCall(0);
  const others = ['b', 'c', 'd'].map((each) => ask(each));
  calls[0]?.end();
  await first;
  (await nextCall(1))?.end();
  expect(await Promise.all(others)).toEqual(['b,c,d', 'b,c,d', 'b,c,d']);
  expect(calls.map(({ asked }) => asked)).toEqual([['a'], ['b', 'c', 'd']]);
});

test('given a call that fails, then all that were in it are told, and what waited is done', async () => {
  const { calls, ask, nextCall } = work();
  const failing = [ask('a'), ask('b')];
  await nextCall(0);
  const later = ask('c');
  calls[0]?.end(new Error('away'));
  for (const each of failing) await expect(each).rejects.toThrow('away');
  (await nextCall(1))?.end();
  expect(await later).toBe('c');
});
