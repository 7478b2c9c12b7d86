import type { ClickHouseClient } from '@clickhouse/client';
import type { LogConnection } from '../cli/connections.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import type { BenchStack } from './bench-stack.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import { foldNames, type FoldPlace } from './fold-under-test.ts';
import { BENCH_PARTITIONS } from './make-topics.ts';
import { peakMemory } from './peak-memory.ts';
import { ALONE, runFold, type FoldRun } from './run-fold.ts';
import { startOwnProjection } from './run-own-projection.ts';
import type { BenchSetting } from './scenario.ts';

/** Time, CPU and memory of a run, until the last commit and the last row. */
export interface WholeRun extends FoldRun {
  /** From the first fetch to the last commit, or to the last row where that came later; milliseconds. */
  readonly doneMs: number;
  /** CPU of ClickHouse and of the projections worker, whose start counts, seconds. */
  readonly clickhouseCpuS: number;
  readonly projectionCpuS: number;
  /** The peak memory of broker, ClickHouse and projections worker, added up, bytes. */
  readonly otherPeakBytes: number;
}

const PROCESSES = 2;

/** Folds what is in the log by two processes while nobody else reads it. */
export async function runAlone(
  place: FoldPlace,
  stack: BenchStack,
  connection: LogConnection,
  setting: BenchSetting,
): Promise<WholeRun> {
  const run = await runFold(place, PROCESSES, brokerOf(stack), connection, setting, ALONE);
  const otherPeakBytes = await peakMemory(...stack.pidsOf('kafka'));
  return { ...run, doneMs: run.tookMs, clickhouseCpuS: 0, projectionCpuS: 0, otherPeakBytes };
}

/** Folds while the projections worker writes the log into ClickHouse. */
export async function runWhole(
  place: FoldPlace,
  stack: BenchStack,
  client: ClickHouseClient,
  connection: LogConnection,
  setting: BenchSetting,
): Promise<WholeRun> {
  const tables = stack.pidsOf('clickhouse');
  const tablesBefore = await cpuSeconds(...tables);
  const projection = await startOwnProjection(stack, client, setting);
  let writtenAt: number | undefined;
  const run = await runFold(place, PROCESSES, brokerOf(stack), connection, setting, {
    async isDone() {
      if (writtenAt === undefined && (await projection.isWritten()))
        writtenAt = performance.timeOrigin + performance.now();
      return writtenAt !== undefined;
    },
  });
  const clickhouseCpuS = (await cpuSeconds(...tables)) - tablesBefore;
  const projectionCpuS = await cpuSeconds(projection.pid);
  const otherPeakBytes = await peakMemory(...stack.pids, projection.pid);
  await projection.stop();
  return {
    ...run,
    doneMs: Math.max(run.tookMs, (writtenAt ?? NaN) - run.firstAt),
    clickhouseCpuS,
    projectionCpuS,
    otherPeakBytes,
  };
}

/** The fold's own account knows of no ClickHouse. */
const brokerOf = ({ environment, pidsOf }: BenchStack) => ({ environment, pids: pidsOf('kafka') });

/** Counts the positions in all minutes: equal to those in the log unless some are lost or counted twice. */
export async function countStated(place: FoldPlace, { log, codec }: LogConnection): Promise<number> {
  const topic = foldNames(place).topicName(VehicleMinuteSummarized.topic);
  let positions = 0;
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1)
    for await (const { records } of log.readPartition(topic, partition, 0)) {
      await codec.learn(records.map(({ value }) => value));
      for (const { value } of records) {
        const { name, data } = codec.decode(value);
        if (name === VehicleMinuteSummarized.name)
          positions += (data as unknown as { readonly positionsAdded: number }).positionsAdded;
      }
    }
  return positions;
}
