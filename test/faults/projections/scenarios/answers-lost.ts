import type { Write } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeRepeatedly } from '../strike-repeatedly.ts';

const KINDS: readonly Write['kind'][] = ['rows', 'checkpoints', 'rows'];

/** ClickHouse has committed, and the connection is cut before the worker hears of it. */
export const answersLost: ProjectionScenario = {
  name: 'answers-lost',
  fault: 'connection cut after ClickHouse had committed',
  times: { whole: 30, short: 6 },
  seconds: (times) => 1 + times / 3,
  inject: (site, times) =>
    strikeRepeatedly(site, times, (_, number) => ({
      step: 'committed',
      kind: KINDS[number % KINDS.length] ?? 'rows',
      nth: 1,
      happens: () => 'cut',
    })),
};
