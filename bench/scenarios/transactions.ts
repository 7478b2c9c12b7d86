import { openLog, type LogConnection } from '../../cli/connections.ts';
import type {
  LogAppender,
  NewRecord,
  CommittedOffset,
  TransactionalAppender,
} from '../../platform/core/ports.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { startBenchStack } from '../bench-stack.ts';
import { positionRecords } from '../fill-telemetry.ts';
import { fleetPositions } from '../fleet-positions.ts';
import { makeTopics, BENCH_PARTITIONS } from '../make-topics.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';

/** Cost of exactly once: transactions against appends of the same records. */
export const transactions: Scenario = {
  name: 'transactions',
  doc: 'transactions of 100 records each with its position, by one producer and by eight side by side, against plain idempotent appends',
  run,
};

const RECORDS_EACH = 100;
const SIDE_BY_SIDE = [1, 8] as const;
/** Of each run, so that three million events do not make it last for an hour. */
const MAX_TRANSACTIONS = 400;
const EVENTS_PER_TRANSACTION = 1000;
const GROUP = 'bench-transactions';

type Write = (records: readonly NewRecord[], position: CommittedOffset) => Promise<unknown>;

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { events, runs, lifecycle, say } = setting;
  const total = Math.min(
    MAX_TRANSACTIONS,
    Math.max(BENCH_PARTITIONS, Math.floor(events / EVENTS_PER_TRANSACTION)),
  );
  const stack = await startBenchStack(setting);
  const connection = await openLog(stack.environment, lifecycle, [VehiclePositionReported]);
  const blocks = await blocksOf(total, connection);
  const figures: Figure[] = [];
  let written = 0;
  for (const count of SIDE_BY_SIDE) {
    const transactional = await openWrites(count, connection, lifecycle);
    const plain = await openAppends(count, connection, lifecycle);
    const measured: number[] = [];
    const baseline: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      setting.signal.throwIfAborted();
      measured.push(await rateOf(transactional, blocks, connection));
      baseline.push(await rateOf(plain, blocks, connection));
      written += 2 * total * RECORDS_EACH;
      say(`${count} side by side, run ${index + 1}: ${measured.at(-1)?.toFixed(0) ?? ''} a second`);
    }
    figures.push({
      measured: { what: `${count} transactional`, runs: measured },
      baseline: { what: `${count} idempotent`, runs: baseline },
      unit: 'transactions/s',
    });
  }
  const found = await countRecords(connection);
  if (found !== written) throw new Error(`${written} records were written, ${found} are in the log`);
  return { figures, counts: { written, found } };
}

/** The blocks of the transactions: a hundred records to one partition each. */
async function blocksOf(
  total: number,
  { log, codec, names }: LogConnection,
): Promise<readonly (readonly NewRecord[])[]> {
  await makeTopics(log, names);
  const records = [...positionRecords(fleetPositions(total * RECORDS_EACH), { codec, names })];
  return Array.from({ length: total }, (_, block) =>
    records
      .slice(block * RECORDS_EACH, (block + 1) * RECORDS_EACH)
      .map((record) => ({ ...record, partition: block % BENCH_PARTITIONS })),
  );
}

const openWrites = (count: number, { log }: LogConnection, lifecycle: Lifecycle): Promise<readonly Write[]> =>
  openEach(count, async (index) => {
    const appender: TransactionalAppender = lifecycle.own(
      await log.openTransactional(`bench-${count}-${index}`),
    );
    return (records, position) => appender.commit(records, GROUP, position);
  });

const openAppends = (
  count: number,
  { log }: LogConnection,
  lifecycle: Lifecycle,
): Promise<readonly Write[]> =>
  openEach(count, async () => {
    const appender: LogAppender = lifecycle.own(await log.appender());
    return (records) => appender.append(records);
  });

const openEach = (count: number, open: (index: number) => Promise<Write>): Promise<readonly Write[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => open(index)));

/** All blocks dealt out to the writers, each of which writes one after the other; blocks a second. */
async function rateOf(
  writes: readonly Write[],
  blocks: readonly (readonly NewRecord[])[],
  { names }: LogConnection,
): Promise<number> {
  const topic = names.topicName('telemetry');
  const startedAt = performance.now();
  await Promise.all(
    writes.map(async (write, index) => {
      for (let block = index; block < blocks.length; block += writes.length)
        await write(blocks[block] ?? [], {
          topic,
          partition: block % BENCH_PARTITIONS,
          next: block,
          note: '',
        });
    }),
  );
  return (blocks.length / (performance.now() - startedAt)) * 1000;
}

async function countRecords({ log, names }: LogConnection): Promise<number> {
  let count = 0;
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1)
    for await (const { records } of log.readPartition(names.topicName('telemetry'), partition, 0))
      count += records.length;
  return count;
}
