import { randomUUID } from 'node:crypto';
import { AssignerProtocol, type Consumer, type Kafka, type PartitionAssigner } from 'kafkajs';
import type { LogAdmin, LogRange } from '../core/ports.ts';
import { asRecord } from './read-fetches-lazily.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** Ranges that may wait for the reader before fetching pauses. */
const MAX_WAITING = 4;

/**
 * Reads the committed records of one partition from an offset up to the end at the time of the call.
 * The client cannot assign partitions by hand, so the reader is a group of its own with one member and one partition.
 */
export async function* readPartition(
  kafka: Kafka,
  admin: Pick<LogAdmin, 'offsets' | 'forgetGroup'>,
  topic: string,
  partition: number,
  from: number,
): AsyncGenerator<LogRange> {
  const offsets = (await admin.offsets(topic))[partition];
  if (offsets === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
  const { low, end } = offsets;
  const start = Math.max(from, low);
  if (start >= end) return;

  const group = `${topic}-${partition}-read-${randomUUID()}`;
  const ranges = createRangeQueue();
  const consumer = kafka.consumer({
    groupId: group,
    partitionAssigners: [onlyPartition(topic, partition)],
    maxBytesPerPartition: MAX_BYTES,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await startReading(consumer, topic, partition, start, ranges);
    for (let next = start; next < end;) {
      const range = await ranges.take();
      next = range.next;
      yield range.next > end ? upTo(range, end) : range;
    }
  } finally {
    ranges.close();
    await consumer.disconnect();
    // Left to itself an empty group stays in the broker's memory for a week.
    await admin.forgetGroup(group).catch(() => undefined);
  }
}

async function startReading(
  consumer: Consumer,
  topic: string,
  partition: number,
  start: number,
  ranges: RangeQueue,
): Promise<void> {
  consumer.on(consumer.events.CRASH, ({ payload }) => ranges.fail(payload.error));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize === 0)
      void ranges.put({
        partition,
        from: Number(payload.firstOffset),
        next: Number(payload.lastOffset) + 1,
        records: [],
      });
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async (payload) => {
      const { batch } = payload;
      if (Number(batch.lastOffset()) < start) return;
      await ranges.put({
        partition,
        from: Number(batch.firstOffset()),
        next: Number(batch.lastOffset()) + 1,
        records: batch.messages.map(asRecord),
      });
      payload.resolveOffset(batch.lastOffset());
    },
  });
  consumer.seek({ topic, partition, offset: String(start) });
}

const upTo = (range: LogRange, end: number): LogRange => ({
  ...range,
  next: end,
  records: range.records.filter(({ offset }) => offset < end),
});

interface RangeQueue {
  put(range: LogRange): Promise<void>;
  take(): Promise<LogRange>;
  fail(error: Error): void;
  close(): void;
}

function createRangeQueue(): RangeQueue {
  const waiting: LogRange[] = [];
  let failure: Error | undefined;
  let closed = false;
  let wake: (() => void)[] = [];
  const changed = (): void => {
    const woken = wake;
    wake = [];
    for (const resume of woken) resume();
  };
  const change = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  return {
    async put(range) {
      waiting.push(range);
      changed();
      while (!closed && failure === undefined && waiting.length > MAX_WAITING) await change();
    },
    async take() {
      for (;;) {
        if (failure !== undefined) throw failure;
        const range = waiting.shift();
        changed();
        if (range !== undefined) return range;
        await change();
      }
    },
    fail(error) {
      failure = error;
      changed();
    },
    close() {
      closed = true;
      changed();
    },
  };
}

/** Assigns one partition and nothing else to every member, of which there is one. */
const onlyPartition =
  (topic: string, partition: number): PartitionAssigner =>
  () => ({
    name: 'only-partition',
    version: 0,
    assign: ({ members }) =>
      Promise.resolve(
        members.map(({ memberId }) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: 0,
            assignment: { [topic]: [partition] },
            userData: Buffer.alloc(0),
          }),
        })),
      ),
    protocol: ({ topics }) => ({
      name: 'only-partition',
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
    }),
  });
