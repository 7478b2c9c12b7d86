import { beforeEach, expect, test, vi } from 'vitest';
import type { CommittedOffset } from '../../../../../platform/core/ports.ts';
import { createPositionMirror } from '../../../../../platform/runtime/projection/mirror-positions.ts';

const at = (partition: number, next: number): CommittedOffset => ({ topic: 't', partition, next, note: '' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  return () => vi.useRealTimers();
});

function given() {
  const heard: (readonly CommittedOffset[])[] = [];
  const mirror = createPositionMirror((positions) => {
    heard.push(positions);
    return new Promise((resolve) => setTimeout(resolve, 500));
  }, 1000);
  return { heard, mirror };
}

test('given positions, when they are told faster than a group has to hear them, then it hears the newest of each partition', async () => {
  const { heard, mirror } = given();
  mirror.tell([at(0, 1), at(1, 1)]);
  mirror.tell([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([[at(0, 1), at(1, 1)]]);

  mirror.tell([at(0, 2)]);
  mirror.tell([at(0, 3), at(2, 1)]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(heard.slice(1)).toEqual([[at(0, 3), at(2, 1)]]);
});

test('given positions that are still to be told, when it is closed, then they are told before', async () => {
  const { heard, mirror } = given();
  mirror.tell([at(0, 1)]);
  await vi.advanceTimersByTimeAsync(0);
  mirror.tell([at(0, 2)]);
  const closed = mirror.close();
  await vi.advanceTimersByTimeAsync(1000);
  await closed;
  expect(heard.at(-1)).toEqual([at(0, 2)]);
});
