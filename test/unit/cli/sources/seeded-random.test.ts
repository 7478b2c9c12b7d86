import { expect, it } from 'vitest';
import { seededRandom } from '../../../../cli/sources/seeded-random.ts';

const draws = (seed: number, stream?: number): number[] => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: 1000 }, () => random.next());
};

it('gives the same draws for the same seed and stream, and others for others', () => {
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  expect(draws(1, 1)).not.toEqual(draws(1, 2));
});

it('is uniform enough, for neighbouring seeds too', () => {
  for (const seed of [0, 1, 2, -1]) {
    const mean = draws(seed).reduce((sum, draw) => sum + draw, 0) / 1000;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  }
});

it('keeps to its bounds', () => {
  const random = seededRandom(7);
  const dice = Array.from({ length: 1000 }, () => random.whole(1, 6));
  expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});
