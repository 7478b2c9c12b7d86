import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { openArena } from './open-arena.ts';
import type { Ground } from './projections/ground.ts';
import { openGround } from './projections/open-ground.ts';
import { runProjectionScenario } from './projections/run-projection-scenario.ts';
import { projectionScenarios } from './projections/scenarios.ts';
import { namespaceOf, runUndisturbed } from './run-scenario.ts';
import { undisturbed } from './scenarios/undisturbed.ts';
import { expectUnharmed, SHORT_RECORDING } from '../support/expect-unharmed.ts';

const PATIENCE_MS = 5 * 60_000;

const lifecycle = createLifecycle();
let ground: Ground;

beforeAll(async () => {
  const arena = await openArena({ ...SHORT_RECORDING, now: Date.now(), servers: ['clickhouse'] }, lifecycle);
  const { signal } = new AbortController();
  // Tables are made of what an undisturbed run has written.
  const { result } = await runUndisturbed(undisturbed, arena, {
    form: 'short',
    signal,
    say: () => undefined,
  });
  expect(result).toMatchObject({ lost: 0, duplicated: 0, wrong: [] });
  ground = await openGround(arena, namespaceOf(undisturbed), lifecycle, signal);
});
afterAll(() => lifecycle.close());

describe('given every fault a few times, nothing is lost, there twice, or off', () => {
  for (const scenario of projectionScenarios)
    test(`${scenario.name}: ${scenario.fault}`, { timeout: PATIENCE_MS }, ({ signal }) =>
      expectUnharmed(signal, (plan) => runProjectionScenario(scenario, ground, plan)),
    );
});
