import { playScenario, type FaultResult, type Play, type RunPlan } from '../play-scenario.ts';
import type { Verdict } from '../verify.ts';
import { beginBuild, type Build } from './build.ts';
import { LIVE_VERSION, type Ground } from './ground.ts';
import type { ProjectionScenario, Site } from './projection-scenario.ts';
import { recordsIn } from './records-in.ts';
import { differencesFrom, verifyBuild } from './verify-build.ts';

/** Builds a version of each projection under blows, and holds it against the log and the version that is shown. */
export async function runProjectionScenario(
  scenario: ProjectionScenario,
  ground: Ground,
  plan: RunPlan,
): Promise<FaultResult> {
  const builds: Build[] = [];
  const records = recordsIn(ground.expected.flatMap(({ counts }) => counts));
  const result = await playScenario(scenario, records, plan, async (play) => {
    const begin = async (seconds: number | null): Promise<Build> => {
      const build = await beginBuild(ground, seconds, play.signal);
      builds.push(build);
      return build;
    };
    try {
      await buildUnderBlows(scenario, ground, play, begin);
      const found = await verifyAll(ground, builds);
      if (plan.form === 'short') return found;
      return { ...found, wrong: [...found.wrong, ...(await buildAgain(ground, builds, () => begin(null)))] };
    } catch (error) {
      // Whatever state they are in is not the next scenario's.
      if (!plan.signal.aborted) await ground.crew.close();
      throw error;
    }
  });
  for (const build of builds) await build.end();
  return result;
}

async function buildUnderBlows(
  scenario: ProjectionScenario,
  ground: Ground,
  play: Play,
  begin: (seconds: number | null) => Promise<Build>,
): Promise<void> {
  const { times, signal, say } = play;
  const site: Site = { ...ground, begin: () => begin(scenario.seconds(times)), signal, say };
  try {
    play.injected = await scenario.inject(site, times);
  } finally {
    ground.crew.strike(null);
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
