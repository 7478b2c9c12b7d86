import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogRange } from '../../../../../platform/core/ports.ts';
import { RangeBuffer } from '../../../../../platform/runtime/projection/range-buffer.ts';

const LIMITS = {
  maxRecords: 100_000,
  maxBytes: 1_000_000,
  patienceMs: 50,
  maxWaitMs: 200,
  idleWaitMs: 1000,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  return () => vi.useRealTimers();
});

/** Records of a partition; those without a key make no row. */
function rangeOf(count: number, key: string | null = 'v'): LogRange {
  const record = { appendedAt: 0, key, value: Buffer.alloc(1), headers: {} };
  const records = Array.from({ length: count }, (_, offset) => ({ ...record, offset }));
  return { partition: 0, from: 0, next: count, records };
}

function given(limits: Partial<typeof LIMITS> = {}) {
  const buffer = new RangeBuffer({ ...LIMITS, ...limits }, ({ key }) => key !== null);
  let isDue = false;
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return {
    pass,
    /** Waits for the next block, as after the last one was written. */
    wait: (byAt?: number) => {
      isDue = false;
      void buffer.due(byAt).then(() => (isDue = true));
    },
    isDueAfter: async (ms: number): Promise<boolean> => {
      await pass(ms);
      return isDue;
    },
    /** Adds a range; what this gives says whether more may be fetched. */
    add: (range: LogRange): (() => boolean) => {
      let mayFetch = false;
      void buffer.add(range).then(() => (mayFetch = true));
      return () => mayFetch;
    },
    /** Takes a block and is through with writing it when so much time has passed. */
    write: async (ms: number): Promise<number> => {
      const count = buffer.take().reduce((sum, { records }) => sum + records.length, 0);
      await pass(ms);
      return count;
    },
    clear: () => buffer.clear(),
  };
}

describe('a block', () => {
  test('given that none was written lately, when something comes, then it is due as soon as all of a fetch is there', async () => {
    const { add, wait, isDueAfter, write } = given();
    wait();
    add(rangeOf(1));
    add(rangeOf(2));
    expect(await isDueAfter(2)).toBe(true);
    expect(await write(0)).toBe(3);
  });

  test('given one that was written just now, then the next is due so long after it', async () => {
    const { add, wait, isDueAfter, write } = given();
    add(rangeOf(1));
    await write(10);
    wait();
    add(rangeOf(1));
    expect(await isDueAfter(39)).toBe(false);
    expect(await isDueAfter(1)).toBe(true);
  });

  test('given that writing took longer than that, then the next is due at once', async () => {
    const { add, wait, isDueAfter, write } = given();
    add(rangeOf(1));
    await write(60);
    add(rangeOf(1));
    wait();
    expect(await isDueAfter(2)).toBe(true);
  });

  test('given a large one before, then the next is further apart: there is more to come', async () => {
    const { add, wait, isDueAfter, write } = given();
    add(rangeOf(8000));
    await write(0);
    wait();
    add(rangeOf(1));
    expect(await isDueAfter(159)).toBe(false);
    expect(await isDueAfter(1)).toBe(true);
  });

  test('given as much as may wait, then it is due at once', async () => {
    const { add, wait, isDueAfter } = given({ maxRecords: 3 });
    wait();
    add(rangeOf(3));
    expect(await isDueAfter(0)).toBe(true);
  });

  test('given nothing that makes a row, then it may wait; until something does', async () => {
    const { add, wait, isDueAfter, write } = given();
    wait();
    add(rangeOf(2, null));
    add(rangeOf(0));
    expect(await isDueAfter(999)).toBe(false);
    expect(await isDueAfter(1)).toBe(true);
    await write(0);
    wait();
    add(rangeOf(2, null));
    expect(await isDueAfter(500)).toBe(false);
    add(rangeOf(1));
    expect(await isDueAfter(2)).toBe(true);
  });
});

test('given that something else is due, then who waits goes on by then, with a block or without', async () => {
  const { add, wait, isDueAfter, write } = given();
  wait(performance.now() + 100);
  expect(await isDueAfter(99)).toBe(false);
  expect(await isDueAfter(1)).toBe(true);
  expect(await write(0)).toBe(0);
  wait(performance.now() + 100);
  add(rangeOf(1, null));
  expect(await isDueAfter(100)).toBe(true);
  expect(await write(0)).toBe(1);
});

describe('fetching', () => {
  test('given little, then it goes on when the next block is due: what came meanwhile comes at once', async () => {
    const { add, wait, pass, write } = given();
    wait();
    const mayFetch = add(rangeOf(1));
    await pass(2);
    await write(20);
    wait();
    await pass(27);
    expect(mayFetch()).toBe(false);
    await pass(1);
    expect(mayFetch()).toBe(true);
  });

  test('given that writing takes longer, then it goes on afterwards', async () => {
    const { add, wait, pass, write } = given();
    wait();
    const mayFetch = add(rangeOf(1));
    await pass(2);
    await write(1000);
    expect(mayFetch()).toBe(false);
    wait();
    await pass(0);
    expect(mayFetch()).toBe(true);
  });

  test('given nothing that makes a row, then it goes on somewhat later: there is nobody who waits for it', async () => {
    const { add, wait, pass } = given();
    wait();
    const mayFetch = add(rangeOf(1, null));
    await pass(149);
    expect(mayFetch()).toBe(false);
    await pass(1);
    expect(mayFetch()).toBe(true);
  });

  test('given much, then it goes on at once, also for the ranges that came before', async () => {
    const { add, pass } = given();
    const mayFetch = add(rangeOf(1));
    add(rangeOf(5000));
    await pass(0);
    expect(mayFetch()).toBe(true);
  });

  test('given a large block, then it goes on while that is written', async () => {
    const { add, pass, write } = given({ maxRecords: 5000 });
    const mayFetch = add(rangeOf(5000));
    await pass(1000);
    expect(mayFetch()).toBe(false);
    await write(0);
    expect(mayFetch()).toBe(true);
  });

  test('given as much as may wait, then it goes on when that is written, or dropped', async () => {
    const { add, wait, pass, write, clear } = given({ maxRecords: 3 });
    const mayFetch = add(rangeOf(3));
    await pass(1000);
    expect(mayFetch()).toBe(false);
    await write(0);
    wait();
    await pass(0);
    expect(mayFetch()).toBe(true);
    const dropped = add(rangeOf(3));
    clear();
    await pass(0);
    expect(dropped()).toBe(true);
  });
});
