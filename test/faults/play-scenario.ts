import { setMaxListeners } from 'node:events';
import { messageOf } from '../../platform/core/errors.ts';
import type { FaultScenario } from './fault-scenario.ts';
import type { Verdict } from './verify.ts';

/** What a scenario has done, and what came of it. */
export interface FaultResult extends Verdict {
  readonly name: string;
  readonly fault: string;
  readonly injected: number;
  /** Reports that went through both stages, or records that became rows. */
  readonly events: number;
  readonly seconds: number;
}

/** How a scenario is run. */
export interface RunPlan {
  readonly form: 'whole' | 'short';
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** A scenario while it is played. */
export interface Play {
  /** How often the harm is to be done, */
  readonly times: number;
  /** and how often it was done; to be set by whoever plays. */
  injected: number;
  /** Ends all waiting with its reason: when nobody wants it any more, and when it takes too long. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

const LIMIT_MS = { whole: 10 * 60_000, short: 4 * 60_000 } as const;

/** Plays a scenario and says what came of it: a failure is a result too, unless nobody wants it any more. */
export async function playScenario(
  { name, fault, times }: Pick<FaultScenario, 'name' | 'fault' | 'times'>,
  events: number,
  plan: RunPlan,
  judge: (play: Play) => Promise<Verdict>,
): Promise<FaultResult> {
  const startedAt = performance.now();
  const signal = AbortSignal.any([plan.signal, AbortSignal.timeout(LIMIT_MS[plan.form])]);
  setMaxListeners(0, signal);
  const say = (text: string): void => plan.say(`${name}: ${text}`);
  const play: Play = { times: times[plan.form], injected: 0, signal, say };
  const verdict = await judge(play).catch((error: unknown): Verdict => {
    plan.signal.throwIfAborted();
    return { lost: 0, duplicated: 0, wrong: [messageOf(error)] };
  });
  const { times: wanted, injected } = play;
  const few = injected < wanted ? [`injected ${injected} times instead of ${wanted}`] : [];
  return {
    ...verdict,
    ...{ name, fault, injected, events },
    wrong: [...few, ...verdict.wrong],
    seconds: (performance.now() - startedAt) / 1000,
  };
}
