import { createRequire } from 'node:module';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { restWhenIdle } from '../../../../platform/kafka/rest-when-idle.ts';

interface RequestQueue {
  push(request: object): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}

const Queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as new (
  options: object,
) => RequestQueue;

const NOW = Date.UTC(2026, 10, 30);

beforeAll(restWhenIdle);
beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** A queue of the client's own on a connection that only remembers what was sent, and when. */
function openQueue(maxInFlightRequests: number | null = null) {
  const logger = { debug: () => undefined, warn: () => undefined };
  const queue = new Queue({
    maxInFlightRequests,
    requestTimeout: 1000,
    enforceRequestTimeout: false,
    clientId: 'client',
    broker: 'broker',
    logger,
  });
  const sent: { readonly id: number; readonly afterMs: number }[] = [];
  return {
    queue,
    sent,
    push: (id: number) =>
      queue.push({
        entry: { correlationId: id, resolve: () => undefined, reject: () => undefined },
        expectResponse: true,
        sendRequest: () => sent.push({ id, afterMs: Date.now() - NOW }),
      }),
    answer: (id: number) => queue.fulfillRequest({ correlationId: id, payload: Buffer.alloc(0), size: 0 }),
  };
}

test('a connection that has nothing to do no longer wakes every millisecond, also after it has waited', () => {
  const { push, answer, sent } = openQueue(1);
  push(1);
  push(2);
  vi.advanceTimersByTime(25);
  answer(1);
  answer(2);
  expect(sent).toEqual([
    { id: 1, afterMs: 0 },
    { id: 2, afterMs: 25 },
  ]);
  // What was set while a request waited runs out, and nothing follows.
  vi.advanceTimersByTime(10);
  expect(vi.getTimerCount()).toBe(0);
});

test('given an answer and nothing that waits, then no timer is set', () => {
  const { push, answer } = openQueue();
  push(1);
  answer(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('given a pause that the broker asks for, then what waits is sent at its end, in order, and the queue rests', () => {
  const { queue, push, answer, sent } = openQueue();
  queue.maybeThrottle(500);
  push(1);
  push(2);
  vi.advanceTimersByTime(499);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([
    { id: 1, afterMs: 500 },
    { id: 2, afterMs: 500 },
  ]);
  answer(1);
  answer(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('given a pause that grows while requests wait for its end, then they wait for the new end', () => {
  const { queue, push, sent } = openQueue();
  queue.maybeThrottle(100);
  push(1);
  vi.advanceTimersByTime(50);
  queue.maybeThrottle(200);
  vi.advanceTimersByTime(199);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([{ id: 1, afterMs: 250 }]);
});

test('given a pause when the connection is closed, then no timer is left', () => {
  const { queue, push } = openQueue();
  queue.maybeThrottle(500);
  push(1);
  queue.destroy();
  expect(vi.getTimerCount()).toBe(0);
});
