import type { Write } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeOnce } from '../strike.ts';

const KINDS: readonly Write['kind'][] = ['rows', 'checkpoints', 'rows'];

/** ClickHouse has committed, and the connection is cut before the worker hears of it. */
export const answersLost: ProjectionScenario = {
  name: 'answers-lost',
  fault: 'connection cut after ClickHouse had committed',
  times: { whole: 30, short: 6 },
  seconds: (times) => 1 + times / 3,
  async inject(site, times) {
    await site.crew.hire(1);
    let cut = 0;
    for (; cut < times; cut += 1) {
      const kind = KINDS[cut % KINDS.length] ?? 'rows';
      const { onWrite, untilStruck } = strikeOnce({ step: 'committed', kind, nth: 1 }, () => 'cut');
      site.crew.strike(onWrite);
      if (cut === 0) await site.begin();
      await untilStruck(site.signal);
    }
    return cut;
  },
};
