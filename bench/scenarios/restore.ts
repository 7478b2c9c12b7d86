import { openLog, type LogConnection } from '../../cli/connections.ts';
import type { LogAppender } from '../../platform/core/ports.ts';
import { createFoldTask } from '../../platform/runtime/fold/fold-task.ts';
import { restoreFold } from '../../platform/runtime/state/restore-fold.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { vehicleSet } from '../../processors/index.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { appendInBatches } from '../append-in-batches.ts';
import { startBenchLog } from '../bench-stack.ts';
import { fillTelemetry } from '../fill-telemetry.ts';
import { fleetPositions } from '../fleet-positions.ts';
import { BENCH_PARTITIONS } from '../make-topics.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';

/** Time that a worker takes to restore its state. */
export const restore: Scenario = {
  name: 'restore',
  doc: 'the state of all first-stage processors of up to 100,000 vehicles from its changelog, by one process, against only reading the same records',
  run,
};

const VEHICLES = 100_000;
const REPORTS_EACH = 3;
const SEED = 1;

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { events, runs, lifecycle, signal, say } = setting;
  const vehicles = Math.min(VEHICLES, Math.max(1, Math.floor(events / REPORTS_EACH)));
  const stack = await startBenchLog(setting);
  const connection = await openLog(stack.environment, lifecycle);
  const appender = lifecycle.own(await connection.log.appender());
  const fill = { ...connection, appender, signal };
  await fillTelemetry(fleetPositions(vehicles * REPORTS_EACH, SEED, vehicles), fill);
  const written = await writeChangelog(connection, appender, signal);
  say(`${vehicles} vehicles hold ${written.records} segments of ${(written.bytes / 1e6).toFixed(0)} MB`);
  const restoring: Spent[] = [];
  const reading: Spent[] = [];
  for (let index = 0; index < runs; index += 1) {
    signal.throwIfAborted();
    const spent = await restoreAll(vehicles, connection);
    restoring.push(spent);
    reading.push(await spentOn(() => eachPartition((partition) => readBytes(connection, partition))));
    say(`run ${index + 1}: ${spent.seconds.toFixed(1)} s, ${(vehicles / spent.seconds).toFixed(0)} keys/s`);
  }
  return {
    figures: figuresOf(vehicles, restoring, reading),
    counts: { vehicles, segments: written.records },
  };
}

/** Restores every partition; throws where a vehicle is missing. */
async function restoreAll(vehicles: number, connection: LogConnection): Promise<Spent> {
  let restored = 0;
  const spent = await spentOn(async () => {
    restored = sum(await eachPartition((partition) => restoreKeys(connection, partition)));
  });
  if (restored !== vehicles) throw new Error(`${vehicles} vehicles were written, ${restored} are restored`);
  return spent;
}

/** Folds all that was reported and writes what compaction would leave of the changelog. */
async function writeChangelog(
  { log, names, codec }: LogConnection,
  appender: LogAppender,
  signal: AbortSignal,
): Promise<{ readonly records: number; readonly bytes: number }> {
  await log.admin.ensureTopics(
    topicsOf({
      names,
      partitions: BENCH_PARTITIONS,
      events: [],
      singlePartition: [],
      sets: [vehicleSet],
      projections: [],
    }),
  );
  const changelog = names.changelog(vehicleSet);
  let [records, bytes] = [0, 0];
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1) {
    signal.throwIfAborted();
    const task = createFoldTask(taskSetting({ names, codec }, partition), new Map());
    for await (const range of log.readPartition(names.topicName(vehicleSet.source), partition, 0)) {
      await codec.learn(range.records.map(({ value }) => value));
      for (const record of range.records) task.apply(record);
    }
    const segments = task.take().filter(({ topic }) => topic === changelog);
    await appendInBatches(segments, appender, signal);
    records += segments.length;
    bytes += sum(segments.map(({ key, value }) => (key?.length ?? 0) + (value?.length ?? 0)));
  }
  return { records, bytes };
}

const taskSetting = ({ names, codec }: Pick<LogConnection, 'names' | 'codec'>, partition: number) => ({
  ...{ set: vehicleSet, partition, partitions: BENCH_PARTITIONS, names, codec, tick: TimePassed },
});

async function restoreKeys(connection: LogConnection, partition: number): Promise<number> {
  const setting = { ...taskSetting(connection, partition), log: connection.log };
  const { fold } = await restoreFold(setting, () => undefined);
  return fold.keys.size;
}

async function readBytes({ log, names }: LogConnection, partition: number): Promise<number> {
  let bytes = 0;
  for await (const { records } of log.readPartition(names.changelog(vehicleSet), partition, 0))
    bytes += sum(records.map(({ key, value }) => (key?.length ?? 0) + (value?.length ?? 0)));
  return bytes;
}

/** As a worker does with the partitions that it is given: all at the same time. */
const eachPartition = <T>(work: (partition: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: BENCH_PARTITIONS }, (_, partition) => work(partition)));

/** Seconds by the clock, and of the processors by this process. */
interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function spentOn(work: () => Promise<unknown>): Promise<Spent> {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function figuresOf(
  vehicles: number,
  restoring: readonly Spent[],
  reading: readonly Spent[],
): readonly Figure[] {
  const figure = (unit: Figure['unit'], of: (spent: Spent) => number): Figure => ({
    measured: { what: `${vehicles} vehicles restored`, runs: restoring.map(of) },
    baseline: { what: 'changelog only read', runs: reading.map(of) },
    unit,
  });
  return [
    figure('s', ({ seconds }) => seconds),
    figure('keys/s', ({ seconds }) => vehicles / seconds),
    figure('CPU s / million', ({ cpuSeconds }) => (cpuSeconds / vehicles) * 1e6),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
