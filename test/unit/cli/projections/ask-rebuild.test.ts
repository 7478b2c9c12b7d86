import { describe, expect, test } from 'vitest';
import { askRebuild } from '../../../../cli/projections/ask-rebuild.ts';
import { candidateFor } from '../../../../cli/projections/promote-lives.ts';
import type { LifeState, Life } from '../../../../projections/lives/life.ts';

const life = (version: number, state: LifeState, verified: boolean | null = null): Life => ({
  ...{ projection: 'route_hours', version, state, source: null, from: null, ends: [], to: null },
  ...{ ratePerSecond: null, promotes: false, verified, failure: null, startedAt: 0 },
});

const directoryOf = (...lives: readonly Life[]) => ({
  of: () => lives,
  find: ({ version }: { readonly version: number }) => lives.find((each) => each.version === version),
  live: () => lives.find(({ state }) => state === 'live'),
  unfinished: () => lives.find(({ state }) => state === 'building'),
});

describe('a rebuild that is asked for', () => {
  const from = { kind: 'earliest' } as const;
  const wish = {
    ...{ projection: 'route_hours', source: null, from, to: null },
    ...{ ratePerSecond: null, promotes: false },
  };

  test('is of the version that is declared where nothing was built yet', () => {
    expect(askRebuild(wish, directoryOf())).toEqual({ ...wish, version: 1 });
  });

  test('is of the next number, also after one that was cancelled', () => {
    expect(askRebuild(wish, directoryOf(life(1, 'live'))).version).toBe(2);
    expect(askRebuild(wish, directoryOf(life(1, 'live'), life(2, 'cancelled'))).version).toBe(3);
  });

  test('is refused where one is not finished, or nothing is declared', () => {
    expect(() => askRebuild(wish, directoryOf(life(2, 'building')))).toThrow(
      /route_hours-v2 is not finished/,
    );
    expect(() => askRebuild({ ...wish, projection: 'wings' }, directoryOf())).toThrow(/no projection/);
  });
});

describe('what is to be shown', () => {
  const live = life(1, 'live');

  test('is the newest version that has caught up and was compared', () => {
    const ready = life(3, 'ready', true);
    expect(candidateFor('route_hours', {}, directoryOf(live, life(2, 'ready', true), ready))).toBe(ready);
  });

  test('may be any where nothing is shown yet', () => {
    const ready = life(1, 'ready');
    expect(candidateFor('route_hours', {}, directoryOf(ready))).toBe(ready);
  });

  test.each([
    [life(2, 'ready'), 'was not compared with route_hours-v1'],
    [life(2, 'ready', false), 'route_hours-v2 differs from route_hours-v1'],
  ])('is refused where it was not compared or differs, unless forced', (ready, why) => {
    const directory = directoryOf(live, ready);
    expect(() => candidateFor('route_hours', {}, directory)).toThrow(why);
    expect(candidateFor('route_hours', { force: true }, directory)).toBe(ready);
  });

  test('is refused, by force too, before it has caught up or when it is over', () => {
    for (const state of ['building', 'retired'] as const)
      expect(() =>
        candidateFor('route_hours', { version: 2, force: true }, directoryOf(live, life(2, state))),
      ).toThrow(`route_hours-v2 is ${state}`);
    expect(() => candidateFor('route_hours', { force: true }, directoryOf(live))).toThrow(/has caught up/);
  });
});
