import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gathered } from '../../../../platform/clickhouse/gathered.ts';

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
  );
  const nextCall = async (number: number) => {
    await setImmediate();
    return calls[number];
  };
  return { calls, ask, nextCall };
}

test('given nothing under way, when something is asked for, then it is done at once', async () => {
  const { calls, ask, nextCall } = work();
  const answer = ask('a');
  (await nextCall(0))?.end();
  expect(await answer).toBe('a');
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
