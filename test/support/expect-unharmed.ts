import { expect } from 'vitest';
import type { FaultResult, RunPlan } from '../faults/play-scenario.ts';

/** The recording of a fault that is tried a few times only. */
export const SHORT_RECORDING = { seed: 1, events: 2000 } as const;

/** Plays a fault in its short form and expects no harm from it; a failure also shows what was said meanwhile. */
export async function expectUnharmed(
  signal: AbortSignal,
  play: (plan: RunPlan) => Promise<FaultResult>,
): Promise<void> {
  const said: string[] = [];
  const { lost, duplicated, wrong } = await play({
    ...{ form: 'short', signal },
    say: (text) => void said.push(text),
  });
  expect({ lost, duplicated, wrong }, said.join('\n')).toEqual({ lost: 0, duplicated: 0, wrong: [] });
}
