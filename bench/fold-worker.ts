import { once } from 'node:events';
import { openLog } from '../cli/connections.ts';
import { silentLogger } from '../platform/core/logger.ts';
import { noMetrics } from '../platform/core/metrics.ts';
import type { Log } from '../platform/core/ports.ts';
import { createLifecycle } from '../platform/runtime/lifecycle.ts';
import { runSet } from '../platform/runtime/run-set.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { foldNames, foldSetOf, type FoldPlace } from './fold-under-test.ts';
import { BENCH_PARTITIONS } from './make-topics.ts';

/** Report of a folding process on its standard output at its end; times in milliseconds since 1970. */
export interface FoldReport {
  readonly firstFetchAt: number | null;
  readonly lastCommitAt: number | null;
  /** CPU used between the two, seconds. */
  readonly cpuS: number;
  /** The most that it held in memory at any time, bytes. */
  readonly peakBytes: number;
  readonly transactions: number;
  readonly health: string;
}

// A separate process: it prints `ready`, folds when it reads a line, and reports when its standard input ends.
const lifecycle = createLifecycle();
const { log, codec } = await openLog(process.env, lifecycle);
const watched = watch(log);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const place = JSON.parse(process.argv[2] ?? '') as FoldPlace;
const running = runSet({
  set: foldSetOf(place),
  names: foldNames(place),
  partitions: BENCH_PARTITIONS,
  tick: TimePassed,
  log: watched.log,
  codec,
  logger: silentLogger,
  metrics: noMetrics,
});
await once(process.stdin.resume(), 'end');
const health = running.health();
await running.close();
await lifecycle.close();
const report = `${JSON.stringify({ ...watched.report(), health } satisfies FoldReport)}\n`;
// It ends itself: once in some fifty runs the Kafka client forgets a connection, which would keep it alive.
process.stdout.write(report, () => process.exit(0));

/** The log, with an eye on when it is first read and last written. */
function watch(log: Log): { readonly log: Log; readonly report: () => Omit<FoldReport, 'health'> } {
  let first: Moment | undefined;
  let last: Moment | undefined;
  let transactions = 0;
  return {
    log: {
      ...log,
      async joinGroup(group, topic, listener) {
        const member = await log.joinGroup(group, topic, listener);
        return {
          ...member,
          start(partition, offset) {
            first ??= moment();
            member.start(partition, offset);
          },
        };
      },
      async openTransactional(transactionalId) {
        const appender = await log.openTransactional(transactionalId);
        return {
          ...appender,
          async commit(records, group, position) {
            await appender.commit(records, group, position);
            last = moment();
            transactions += 1;
          },
        };
      },
    },
    report: () => ({
      firstFetchAt: first?.at ?? null,
      lastCommitAt: last?.at ?? null,
      cpuS: (last?.cpuS ?? 0) - (first?.cpuS ?? 0),
      peakBytes: process.resourceUsage().maxRSS * 1024,
      transactions,
    }),
  };
}

interface Moment {
  readonly at: number;
  readonly cpuS: number;
}

function moment(): Moment {
  const { user, system } = process.cpuUsage();
  return { at: performance.timeOrigin + performance.now(), cpuS: (user + system) / 1e6 };
}
