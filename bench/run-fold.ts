import type { LogConnection } from '../cli/connections.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import type { BenchStack } from './bench-stack.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import type { ExpectedMinutes } from './expected-minutes.ts';
import { startFold, type FoldProcess } from './fold-process.ts';
import { foldNames, foldSetOf, type FoldPlace } from './fold-under-test.ts';
import type { FoldReport } from './fold-worker.ts';
import { BENCH_PARTITIONS } from './make-topics.ts';
import type { BenchSetting } from './scenario.ts';
import { pollUntil } from './poll-until.ts';

/** Time, CPU and memory of a fold over a whole topic. */
export interface FoldRun {
  /** When the first fetch of any process began, milliseconds since 1970. */
  readonly firstAt: number;
  /** From the first fetch of any process to the last commit of any, milliseconds. */
  readonly tookMs: number;
  /** CPU of the folding processes meanwhile, seconds. */
  readonly cpuS: number;
  /** CPU of the broker from before the start to after the end, seconds. */
  readonly brokerCpuS: number;
  /** The peak memory of the folding processes, added up, bytes. */
  readonly peakBytes: number;
  readonly transactions: number;
}

/** A process that runs beside a fold. */
export interface Companion {
  /** True when it has reached the end of the log; polled. */
  isDone(): Promise<boolean>;
}

/** Nothing runs beside it. */
export const ALONE: Companion = { isDone: () => Promise.resolve(true) };

const WATCH_EVERY_MS = 100;
const WITHIN_MS = 900_000;

/**
 * Folds the whole log with a number of worker processes and measures it; it ends when its companion has ended too.
 */
export async function runFold(
  place: FoldPlace,
  processes: number,
  { environment, pids }: Pick<BenchStack, 'environment' | 'pids'>,
  { log }: LogConnection,
  { lifecycle, signal }: Pick<BenchSetting, 'lifecycle' | 'signal'>,
  companion = ALONE,
): Promise<FoldRun> {
  const names = foldNames(place);
  await log.admin.ensureTopics(
    topicsOf({
      names,
      partitions: BENCH_PARTITIONS,
      events: [],
      singlePartition: [],
      sets: [foldSetOf(place)],
      projections: [],
    }),
  );
  const folds = await Promise.all(
    Array.from({ length: processes }, async () => lifecycle.own(await startFold(place, environment))),
  );
  const brokerBefore = await cpuSeconds(...pids);
  for (const fold of folds) fold.begin();
  await pollUntil(async () => (await companion.isDone()) && (await isFolded(place, log, folds)), {
    what: 'folded',
    everyMs: WATCH_EVERY_MS,
    withinMs: WITHIN_MS,
    signal,
  });
  const brokerCpuS = (await cpuSeconds(...pids)) - brokerBefore;
  return { ...merged(await Promise.all(folds.map((fold) => fold.end()))), brokerCpuS };
}

async function isFolded(
  place: FoldPlace,
  log: LogConnection['log'],
  folds: readonly FoldProcess[],
): Promise<boolean> {
  for (const fold of folds) fold.check();
  const names = foldNames(place);
  const { name, version, source } = foldSetOf(place);
  const topic = names.topicName(source);
  const committed = await log.admin.committed(names.group(name, version), topic);
  const ends = await log.admin.offsets(topic);
  return ends.every(({ end }, partition) => (committed[partition]?.next ?? 0) >= end);
}

function merged(reports: readonly FoldReport[]): Omit<FoldRun, 'brokerCpuS'> {
  const sum = (of: (report: FoldReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const firstAt = Math.min(...reports.map(({ firstFetchAt }) => firstFetchAt ?? Infinity));
  const lastAt = Math.max(...reports.map(({ lastCommitAt }) => lastCommitAt ?? -Infinity));
  return {
    firstAt,
    tookMs: lastAt - firstAt,
    cpuS: sum(({ cpuS }) => cpuS),
    peakBytes: sum(({ peakBytes }) => peakBytes),
    transactions: sum(({ transactions }) => transactions),
  };
}

/** Counts what a run has said: minutes, and the positions in them. Throws where a minute was said twice. */
export async function countMinutes(
  place: FoldPlace,
  { log, codec }: LogConnection,
): Promise<ExpectedMinutes> {
  const topic = foldNames(place).topicName(VehicleMinuteSummarized.topic);
  const found = { minutes: 0, positions: 0 };
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1)
    for await (const { records } of log.readPartition(topic, partition, 0)) {
      await codec.learn(records.map(({ value }) => value));
      for (const { value } of records) {
        const { revision, closed, positions } = codec.decode(value).data as unknown as Minute;
        if (revision !== 1 || !closed) throw new Error(`revision ${revision} of a minute in order of time`);
        found.minutes += 1;
        found.positions += positions;
      }
    }
  return found;
}

interface Minute {
  readonly revision: number;
  readonly closed: boolean;
  readonly positions: number;
}
