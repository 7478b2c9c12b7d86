import { namesIn } from '../../platform/core/topic-names.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { processorSets } from '../../processors/index.ts';
import type { Arena, Setting } from './arena.ts';
import { expectPoison } from './expect-poison.ts';
import type { FaultScenario } from './fault-scenario.ts';
import { openFolding } from './folding.ts';
import { playScenario, type FaultResult, type Play, type RunPlan } from './play-scenario.ts';
import { PARTITIONS } from './recording.ts';
import { readOutcome, verify, type Undisturbed } from './verify.ts';

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

function run(
  scenario: FaultScenario,
  arena: Arena,
  plan: RunPlan,
  expected: (namespace: string) => Promise<Undisturbed>,
): Promise<FaultResult> {
  const namespace = namespaceOf(scenario);
  return playScenario(scenario, arena.recording.reports, plan, async (play) => {
    await foldUnderBlows(scenario, { ...arena, namespace }, play);
    return verify(arena, namespace, await expected(namespace));
  });
}

async function foldUnderBlows(
  scenario: FaultScenario,
  arena: Arena & Pick<Setting, 'namespace'>,
  play: Play,
): Promise<void> {
  const { times, signal, say } = play;
  const lifecycle = createLifecycle();
  const setting: Setting = { ...arena, lifecycle, signal, say };
  const { recording, namespace } = setting;
  try {
    const telemetry = scenario.poisoned === true ? recording.poisoned : recording.records;
    const folding = await openFolding(setting, telemetry, 2 * times + 2);
    play.injected = await scenario.inject(folding, setting, times);
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
