import { expect, test } from 'vitest';
import { restartPause } from '../../../../cli/workers/restart-pause.ts';

test('a worker that ends again and again is started after longer and longer pauses', () => {
  const pauses: number[] = [];
  let endings = 0;
  for (let ending = 0; ending < 7; ending += 1) {
    const pause = restartPause(endings, 500);
    pauses.push(pause.pauseMs);
    ({ endings } = pause);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('one that has run for a while is started again soon', () => {
  expect(restartPause(5, 60_000)).toEqual({ pauseMs: 1000, endings: 1 });
});
