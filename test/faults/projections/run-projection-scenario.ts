import { setMaxListeners } from 'node:events';
import { messageOf } from '../../../platform/core/errors.ts';
import type { FaultResult, RunPlan } from '../run-scenario.ts';
import type { Verdict } from '../verify.ts';
import { beginBuild, type Build } from './build.ts';
import { LIVE_VERSION, type Ground } from './ground.ts';
import type { ProjectionScenario, Site } from './projection-scenario.ts';
import { differencesFrom, verifyBuild } from './verify-build.ts';

const LIMIT_MS = 10 * 60_000;

/** Builds a version of each projection under blows, and holds it against the log and the version that is shown. */
export async function runProjectionScenario(
  scenario: ProjectionScenario,
  ground: Ground,
  { form, signal, say }: RunPlan,
): Promise<FaultResult> {
  const startedAt = performance.now();
  const wanted = scenario.times[form];
  const ending = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  setMaxListeners(0, ending);
  const builds: Build[] = [];
  const begin = async (seconds: number | null): Promise<Build> => {
    const build = await beginBuild(ground, seconds, ending);
    builds.push(build);
    return build;
  };
  const site: Site = {
    ...ground,
    begin: () => begin(scenario.seconds(wanted)),
    signal: ending,
    say: (text) => say(`${scenario.name}: ${text}`),
  };
  const done = { injected: 0 };
  const verdict = await buildUnderBlows(scenario, site, wanted, done)
    .then(() => verifyAll(ground, builds))
    .then(async (found) =>
      form === 'whole'
        ? { ...found, wrong: [...found.wrong, ...(await buildAgain(ground, builds, () => begin(null)))] }
        : found,
    )
    .catch(async (error: unknown): Promise<Verdict> => {
      signal.throwIfAborted();
      // Whatever state they are in is not the next scenario's.
      await ground.crew.close();
      return { lost: 0, duplicated: 0, wrong: [messageOf(error)] };
    });
  for (const build of builds) await build.end();
  const few = done.injected < wanted ? [`injected ${done.injected} times instead of ${wanted}`] : [];
  return {
    ...verdict,
    wrong: [...few, ...verdict.wrong],
    name: scenario.name,
    fault: scenario.fault,
    injected: done.injected,
    events: recordsOf(ground),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function buildUnderBlows(
  scenario: ProjectionScenario,
  site: Site,
  times: number,
  done: { injected: number },
): Promise<void> {
  try {
    done.injected = await scenario.inject(site, times);
  } finally {
    site.crew.strike(null);
  }
}

async function verifyAll(ground: Ground, [build]: readonly Build[]): Promise<Verdict> {
  if (build === undefined) throw new Error('nothing was built');
  await ground.crew.hire(1);
  await build.untilBuilt();
  return verifyBuild(ground, build.version);
}

/** The checksum of what is built once more, unharmed, equals both others. */
async function buildAgain(
  ground: Ground,
  [harmed]: readonly Build[],
  begin: () => Promise<Build>,
): Promise<readonly string[]> {
  if (harmed === undefined) return [];
  await harmed.sayCaughtUp();
  const again = await begin();
  await again.untilBuilt();
  return [
    ...(await differencesFrom(ground, LIVE_VERSION, again.version)),
    ...(await differencesFrom(ground, harmed.version, again.version)),
  ];
}

const recordsOf = ({ expected }: Ground): number =>
  expected.flatMap(({ counts }) => counts).reduce((sum, { read }) => sum + read, 0);
