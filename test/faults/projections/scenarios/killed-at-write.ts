import { seededRandom } from '../../../../cli/sources/seeded-random.ts';
import type { Fate } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeRepeatedly } from '../strike-repeatedly.ts';
import type { StrikePlan } from '../strike.ts';

/** A victim writes so often at most, to all its tables together, before it is killed. */
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
  seconds: (times) => 1 + 1.5 * times,
  inject(site, times) {
    const random = seededRandom(site.seed, name.length);
    return strikeRepeatedly(site, times, (victim, number) => ({
      ...at,
      nth: random.whole(1, MOST_WRITES),
      async happens(): Promise<Fate> {
        victim.signal('SIGKILL');
        await victim.ended;
        site.say(`${number + 1} of ${times} killed`);
        return 'cut';
      },
    }));
  },
});
