import { seededRandom } from '../../../../cli/sources/seeded-random.ts';
import type { Fate } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeRepeatedly } from '../strike-repeatedly.ts';

/** With half of a block in hand, with all of it, and when it has just answered. */
const STEPS = ['during', 'sent', 'committed'] as const;
const MOST_WRITES = 4;

/** ClickHouse is killed with an insert under way, and started again. */
export const clickhouseKilled: ProjectionScenario = {
  name: 'clickhouse-killed',
  fault: 'ClickHouse killed during an insert, and started again',
  times: { whole: 9, short: 2 },
  seconds: (times) => 1 + 3 * times,
  inject(site, times) {
    const random = seededRandom(site.seed);
    return strikeRepeatedly(site, times, (_, number) => ({
      step: STEPS[number % STEPS.length] ?? 'sent',
      kind: 'rows',
      nth: random.whole(1, MOST_WRITES),
      async happens(): Promise<Fate> {
        await site.stack.kill('clickhouse');
        return 'cut';
      },
      async after() {
        await site.stack.restart('clickhouse');
        site.say(`${number + 1} of ${times} killed`);
      },
    }));
  },
};
