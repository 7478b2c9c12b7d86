import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../../cli/sources/seeded-random.ts';
import type { Fate } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeRepeatedly } from '../strike-repeatedly.ts';

const SLOWEST_MS = 1500;
const STEPS = ['before', 'during', 'committed'] as const;

/** Writes stop on their way for some time, and arrive. */
export const clickhouseSlow: ProjectionScenario = {
  name: 'clickhouse-slow',
  fault: 'ClickHouse answers slowly',
  times: { whole: 20, short: 4 },
  seconds: (times) => 1 + 1.2 * times,
  inject(site, times) {
    const random = seededRandom(site.seed);
    return strikeRepeatedly(site, times, (_, number) => ({
      step: STEPS[number % STEPS.length] ?? 'before',
      kind: 'rows',
      nth: 1,
      async happens(): Promise<Fate> {
        await sleep(random.whole(SLOWEST_MS / 4, SLOWEST_MS));
        return 'passes';
      },
    }));
  },
};
