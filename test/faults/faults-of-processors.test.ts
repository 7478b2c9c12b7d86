import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import type { Arena } from './arena.ts';
import { openArena } from './open-arena.ts';
import { runScenario, runUndisturbed } from './run-scenario.ts';
import { faultScenarios } from './scenarios.ts';
import { undisturbed } from './scenarios/undisturbed.ts';
import { expectUnharmed, SHORT_RECORDING } from '../support/expect-unharmed.ts';

const PATIENCE_MS = 5 * 60_000;

const lifecycle = createLifecycle();
let arena: Arena;
let first: Awaited<ReturnType<typeof runUndisturbed>>;

beforeAll(async () => {
  arena = await openArena({ ...SHORT_RECORDING, now: Date.now(), servers: [] }, lifecycle);
  const { signal } = new AbortController();
  first = await runUndisturbed(undisturbed, arena, { form: 'short', signal, say: () => undefined });
});
afterAll(() => lifecycle.close());

describe('given every fault a few times, nothing is lost, there twice, or off', () => {
  test(`${undisturbed.name}: ${undisturbed.fault}`, () => {
    expect(first.result).toMatchObject({ lost: 0, duplicated: 0, wrong: [] });
  });

  for (const scenario of faultScenarios)
    test(`${scenario.name}: ${scenario.fault}`, { timeout: PATIENCE_MS }, ({ signal }) =>
      expectUnharmed(signal, (plan) => runScenario(scenario, arena, plan, first.undisturbed)),
    );
});
