import type { Kafka, Producer } from 'kafkajs';
import { FencedError, type CommittedOffset, type TransactionalAppender } from '../core/ports.ts';
import { createRecordPacker } from './packed-record.ts';
import { toPieces } from './to-pieces.ts';
import type { TopicPartitions } from './topic-partitions.ts';

/** A broker that is still ending the transaction before answers "concurrent": asked again at once, not after 300 ms. */
const RETRY = { initialRetryTime: 5, factor: 0.2, multiplier: 1.6, retries: 16, maxRetryTime: 1000 };
const TRANSACTION_TIMEOUT_MS = 60_000;
const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_PRODUCER_ID_MAPPING']);

/** Opens the producer of a transactional id: older owners are fenced, their open transaction is aborted. */
export async function openTransactional(
  kafka: Kafka,
  partitions: TopicPartitions,
  transactionalId: string,
): Promise<TransactionalAppender> {
  const producer = kafka.producer({
    transactionalId,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    allowAutoTopicCreation: false,
    retry: RETRY,
  });
  await producer.connect();
  // The client asks for its epoch, which is what fences, only with the first transaction.
  await (await producer.transaction()).abort();
  return {
    pack: createRecordPacker(),
    commit: (...what) => commit(producer, partitions, ...what),
    close: () => producer.disconnect(),
  };
}

async function commit(
  producer: Producer,
  partitions: TopicPartitions,
  ...[records, group, position, onStep]: Parameters<TransactionalAppender['commit']>
): Promise<void> {
  const pieces = await toPieces(records, partitions);
  try {
    const transaction = await producer.transaction();
    for (const piece of pieces)
      await transaction.sendBatch({
        acks: -1,
        topicMessages: piece.map((topic) => topic.asTopicMessages()),
      });
    await onStep?.('produced');
    await transaction.sendOffsets({
      consumerGroupId: group,
      topics: [{ topic: position.topic, partitions: [offsetOf(position)] }],
    });
    await onStep?.('before-end');
    await transaction.commit();
  } catch (error) {
    throw isFenced(error)
      ? new FencedError(`fenced while committing ${position.topic}/${position.partition}`, { cause: error })
      : error;
  }
}

/** `metadata` is written by the client though its types do not name it here. */
function offsetOf({ partition, next, note }: CommittedOffset): {
  partition: number;
  offset: string;
  metadata: string;
} {
  return { partition, offset: String(next), metadata: note };
}

function isFenced(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('type' in cause && typeof cause.type === 'string' && FENCED.has(cause.type)) return true;
  return false;
}
