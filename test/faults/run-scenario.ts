import { setMaxListeners } from 'node:events';
import { messageOf } from '../../platform/core/errors.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { processorSets } from '../../processors/index.ts';
import type { Arena, Setting } from './arena.ts';
import { expectPoison } from './expect-poison.ts';
import type { FaultScenario } from './fault-scenario.ts';
import { openFolding } from './folding.ts';
import { PARTITIONS } from './recording.ts';
import { readOutcome, verify, type Undisturbed, type Verdict } from './verify.ts';

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

const LIMIT_MS = 10 * 60_000;

/** Where a scenario is played. */
export const namespaceOf = ({ name }: Pick<FaultScenario, 'name'>): string => name.replaceAll('-', '_');

/** Folds the recording while nothing happens, and says what came of it. */
export async function runUndisturbed(
  scenario: FaultScenario,
  arena: Arena,
  plan: RunPlan,
): Promise<{ readonly result: FaultResult; readonly undisturbed: Undisturbed }> {
  const read: { outcome?: Undisturbed } = {};
  const result = await run(scenario, arena, plan, async (namespace) => {
    read.outcome = await readOutcome(arena, namespace);
    return read.outcome;
  });
  return { result, undisturbed: read.outcome ?? { written: new Map(), counts: new Map() } };
}

/** Folds the recording under blows, and holds what came of it against what came of it undisturbed. */
export const runScenario = (
  scenario: FaultScenario,
  arena: Arena,
  plan: RunPlan,
  undisturbed: Undisturbed,
): Promise<FaultResult> =>
  run(scenario, arena, plan, () =>
    Promise.resolve(scenario.poisoned === true ? expectPoison(undisturbed, arena.recording) : undisturbed),
  );

async function run(
  scenario: FaultScenario,
  arena: Arena,
  plan: RunPlan,
  expected: (namespace: string) => Promise<Undisturbed>,
): Promise<FaultResult> {
  const namespace = namespaceOf(scenario);
  const startedAt = performance.now();
  const done = { injected: 0 };
  const say = (text: string): void => plan.say(`${scenario.name}: ${text}`);
  const verdict = await foldUnderBlows(scenario, { ...arena, namespace }, { ...plan, say }, done)
    .then(async () => verify(arena, namespace, await expected(namespace)))
    .catch((error: unknown): Verdict => {
      plan.signal.throwIfAborted();
      return { lost: 0, duplicated: 0, wrong: [messageOf(error)] };
    });
  const wanted = scenario.times[plan.form];
  const few = done.injected < wanted ? [`injected ${done.injected} times instead of ${wanted}`] : [];
  return {
    ...verdict,
    wrong: [...few, ...verdict.wrong],
    name: scenario.name,
    fault: scenario.fault,
    injected: done.injected,
    events: arena.recording.reports,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function foldUnderBlows(
  scenario: FaultScenario,
  arena: Arena & Pick<Setting, 'namespace'>,
  { form, signal, say }: RunPlan,
  done: { injected: number },
): Promise<void> {
  const lifecycle = createLifecycle();
  const ending = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  setMaxListeners(0, ending);
  const setting: Setting = { ...arena, lifecycle, signal: ending, say };
  const { recording, namespace } = setting;
  const times = scenario.times[form];
  try {
    const telemetry = scenario.poisoned === true ? recording.poisoned : recording.records;
    const folding = await openFolding(setting, telemetry, 2 * times + 2);
    done.injected = await scenario.inject(folding, setting, times);
    await folding.feedRest();
    await folding.untilFolded();
    say('folded');
  } finally {
    await lifecycle.close();
  }
  await settle(arena, namespace);
}

/** A commit may resolve a moment before everybody sees it; whoever opens its transactional id sees all of it. */
async function settle({ log }: Arena, namespace: string): Promise<void> {
  for (const set of processorSets)
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      await (await log.openTransactional(namesIn(namespace).transactionalId(set, partition))).close();
}
