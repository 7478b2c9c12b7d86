import type { ProjectionScenario } from '../projection-scenario.ts';

const SHARES = [0.5, 0.1, 0.9];

/** Workers are killed when so much of a replay is done, wherever they are; the next one resumes it. */
export const replayKilled: ProjectionScenario = {
  name: 'replay-killed',
  fault: 'replay killed at 10, 50 and 90 %',
  times: { whole: 3, short: 1 },
  seconds: (times) => 2 + times,
  async inject(site, times) {
    const shares = SHARES.slice(0, times).sort();
    let [victim] = await site.crew.hire(1);
    const build = await site.begin();
    for (const share of shares) {
      await build.untilShare(share);
      victim?.signal('SIGKILL');
      await victim?.ended;
      [victim] = await site.crew.hire(1);
      site.say(`killed at ${share * 100} %`);
    }
    return shares.length;
  },
};
