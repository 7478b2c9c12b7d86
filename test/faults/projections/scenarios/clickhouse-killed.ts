import { seededRandom } from '../../../../cli/sources/seeded-random.ts';
import type { Fate } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeOnce } from '../strike.ts';

/** With half of a block in hand, with all of it, and when it has just answered. */
const STEPS = ['during', 'sent', 'committed'] as const;
const MOST_WRITES = 4;

/** ClickHouse is killed with an insert under way, and started again. */
export const clickhouseKilled: ProjectionScenario = {
  name: 'clickhouse-killed',
  fault: 'ClickHouse killed during an insert, and started again',
  times: { whole: 9, short: 2 },
  seconds: (times) => 2 + 2 * times,
  async inject(site, times) {
    const random = seededRandom(site.seed);
    await site.crew.hire(1);
    for (let killed = 0; killed < times; killed += 1) {
      const plan = { step: STEPS[killed % STEPS.length] ?? 'sent', nth: random.whole(1, MOST_WRITES) };
      const { onWrite, untilStruck } = strikeOnce({ ...plan, kind: 'rows' }, async (): Promise<Fate> => {
        await site.stack.kill('clickhouse');
        return 'cut';
      });
      site.crew.strike(onWrite);
      if (killed === 0) await site.begin();
      await untilStruck(site.signal);
      await site.stack.restart('clickhouse');
      site.say(`${killed + 1} of ${times} killed`);
    }
    return times;
  },
};
