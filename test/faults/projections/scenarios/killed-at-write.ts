import { seededRandom } from '../../../../cli/sources/seeded-random.ts';
import type { Fate } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeOnce, type StrikePlan } from '../strike.ts';

/** A victim does so much at most, over all its tables, before it is killed. */
const MOST_WRITES = 6;

/** One worker after the other is killed when one of its writes is at a step; the next one goes on. */
export const killedAtWrite = (
  name: string,
  when: string,
  at: Omit<StrikePlan, 'nth'>,
): ProjectionScenario => ({
  name,
  fault: `worker killed ${when}`,
  times: { whole: 8, short: 1 },
  seconds: (times) => 2 + 2 * times,
  async inject(site, times) {
    const random = seededRandom(site.seed, name.length);
    let killed = 0;
    for (; killed < times; killed += 1) {
      const [victim] = await site.crew.hire(1);
      if (victim === undefined) break;
      const { onWrite, untilStruck } = strikeOnce(
        { ...at, nth: random.whole(1, MOST_WRITES) },
        async (): Promise<Fate> => {
          victim.signal('SIGKILL');
          await victim.ended;
          return 'cut';
        },
      );
      victim.proxy.strike(onWrite);
      if (killed === 0) await site.begin();
      await untilStruck(site.signal);
      site.say(`${killed + 1} of ${times} killed`);
    }
    return killed;
  },
});
