import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { GroupListener, GroupMember } from '../core/ports.ts';
import { asRecord } from './read-fetches-lazily.ts';

/** How a member fetches. */
export interface FetchSettings {
  readonly sessionTimeoutMs: number;
}

/** How long the broker keeps a fetch that finds nothing; what follows on the connection waits for that. */
const MAX_WAIT_MS = 500;
/** Less than so many records of a partition is little. */
const LITTLE = 500;
const MAX_BYTES_PER_PARTITION = 2 * 1024 * 1024;
const CONCURRENT_PARTITIONS = 16;

/**
 * Joins a consumer group over one topic. At every join all partitions are paused until the listener starts them,
 * since where they start is for the listener to say, not for the group's committed offsets.
 */
export async function joinGroup(
  kafka: Kafka,
  settings: FetchSettings,
  group: string,
  topic: string,
  listener: GroupListener,
): Promise<GroupMember> {
  const heartbeatMs = Math.floor(settings.sessionTimeoutMs / 5);
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: settings.sessionTimeoutMs,
    rebalanceTimeout: settings.sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: Math.min(MAX_WAIT_MS, heartbeatMs),
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  const delivery = deliverTo(listener, heartbeatMs);
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? [];
    consumer.pause([{ topic, partitions }]);
    listener.onAssigned(partitions);
  });
  consumer.on(consumer.events.HEARTBEAT, () => listener.onConfirmed());
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => delivery.onFiltered(payload));
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart && !delivery.closed) listener.onLost(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
    eachBatch: (payload) => delivery.onBatch(payload),
  });
  return asMember(consumer, topic, delivery);
}

function asMember(consumer: Consumer, topic: string, delivery: Delivery): GroupMember {
  return {
    start(partition, offset) {
      consumer.seek({ topic, partition, offset: String(offset) });
      consumer.resume([{ topic, partitions: [partition] }]);
    },
    pause: (partition) => consumer.pause([{ topic, partitions: [partition] }]),
    mirror: (positions) =>
      consumer.commitOffsets(
        positions.map(({ partition, next, note }) => ({
          topic,
          partition,
          offset: String(next),
          metadata: note,
        })),
      ),
    async close() {
      delivery.close();
      await consumer.disconnect();
    },
  };
}

interface Filtered {
  readonly partition: number;
  readonly batchSize: number;
  readonly firstOffset: string | null;
  readonly lastOffset: string;
}

interface Delivery {
  readonly closed: boolean;
  onBatch(payload: EachBatchPayload): Promise<void>;
  onFiltered(payload: Filtered): void;
  close(): void;
}

function deliverTo(listener: GroupListener, heartbeatMs: number): Delivery {
  let closed = false;
  return {
    get closed() {
      return closed;
    },
    async onBatch(payload) {
      const { batch } = payload;
      const work = listener.onRange({
        partition: batch.partition,
        // The client's types leave out where the fetch began, which is what makes a range gapless.
        from: Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset),
        next: Number(batch.lastOffset()) + 1,
        records: batch.messages.map(asRecord),
      });
      // The client fetches again when all that it has delivered is done with.
      const pause = batch.messages.length < LITTLE ? listener.fetchEveryMs : undefined;
      const done = pause === undefined ? work : Promise.all([work, sleep(pause)]);
      while (!closed && !(await settledWithin(done, heartbeatMs))) await payload.heartbeat();
      if (!closed) payload.resolveOffset(batch.lastOffset());
    },
    // A batch of control or aborted records alone never reaches `eachBatch`, but the position moves past it.
    onFiltered({ partition, batchSize, firstOffset, lastOffset }) {
      if (batchSize > 0 || firstOffset === null || closed) return;
      void listener.onRange({
        partition,
        from: Number(firstOffset),
        next: Number(lastOffset) + 1,
        records: [],
      });
    },
    close() {
      closed = true;
    },
  };
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), waited]);
  } finally {
    clearTimeout(timer);
  }
}
