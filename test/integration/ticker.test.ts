import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { startTicker, type Ticker } from '../../platform/redis/start-ticker.ts';
import { ticksOf } from '../../processors/append-ticks.ts';
import { startServers } from '../support/start-servers.ts';
import { codec, names } from '../support/said.ts';

const EVERY_MS = 1000;
const PATIENCE = { timeout: 30_000, interval: 50 };

let stack: Stack;
const open: Ticker[] = [];

beforeAll(async () => {
  stack = await startServers('redis');
});
afterAll(async () => {
  for (const ticker of open) await ticker.close();
  await stack.stop();
});

test('slots follow each other by the interval, whichever of the tickers is told them', async () => {
  const slots: number[] = [];
  const one = tickInto(slots, 'shared');
  const two = tickInto(slots, 'shared');
  await untilSlots(slots, 5);
  const steps = new Set(slots.slice(1).map((slotAt, index) => slotAt - (slots[index] ?? 0)));
  // A slot may be told twice, and after a pause some are left out; between them nothing is told.
  expect([...steps].filter((step) => step % EVERY_MS !== 0)).toEqual([]);
  expect([...steps].filter((step) => step < 0)).toEqual([]);
  await one.close();
  const before = slots.length;
  await untilSlots(slots, before + 2);
  await untilWell(two);
});

test('a slot that could not be appended does not end the ticking', async () => {
  const told: number[] = [];
  open.push(
    startTicker({
      ...settings('failing'),
      onSlot: (slotAt) => {
        told.push(slotAt);
        return told.length === 1 ? Promise.reject(new Error('Kafka is away')) : Promise.resolve();
      },
    }),
  );
  await untilSlots(told, 3);
});

test('after Redis was killed and started again it goes on with later slots', async () => {
  const slots: number[] = [];
  const ticker = tickInto(slots, 'survivor');
  await untilSlots(slots, 2);
  await stack.kill('redis');
  await vi.waitFor(() => {
    expect(ticker.health()).not.toBe('ok');
  }, PATIENCE);
  const before = [...slots];
  await stack.restart('redis');
  await untilSlots(slots, before.length + 3);
  expect(slots.at(-1)).toBeGreaterThan(before.at(-1) ?? Infinity);
  await untilWell(ticker);
});

test('a slot that is told twice makes the same ticks, one for each partition', () => {
  const once = ticksOf(1_480_096_440_000, names, 3, codec);
  expect(ticksOf(1_480_096_440_000, names, 3, codec)).toEqual(once);
  expect(once.map(({ partition }) => partition)).toEqual([0, 1, 2]);
  const ids = [...once, ...ticksOf(1_480_096_441_000, names, 3, codec)].map(
    ({ value }) => codec.decode(value ?? null).data.eventId,
  );
  expect(new Set(ids).size).toBe(6);
});

const settings = (queue: string) => ({
  redisUrl: stack.endpoints.redisUrl,
  queue,
  everyMs: EVERY_MS,
  lockMs: PATIENCE.timeout,
  logger: silentLogger,
});

function tickInto(slots: number[], queue: string): Ticker {
  const ticker = startTicker({
    ...settings(queue),
    onSlot: (slotAt) => {
      slots.push(slotAt);
      return Promise.resolve();
    },
  });
  open.push(ticker);
  return ticker;
}

const untilSlots = (slots: readonly number[], count: number): Promise<void> =>
  vi.waitFor(() => {
    expect(slots.length).toBeGreaterThanOrEqual(count);
  }, PATIENCE);

const untilWell = (ticker: Ticker): Promise<void> =>
  vi.waitFor(() => {
    expect(ticker.health()).toBe('ok');
  }, PATIENCE);
