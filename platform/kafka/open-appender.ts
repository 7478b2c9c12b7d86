import { CompressionTypes, type Kafka, type Producer, type RecordMetadata } from 'kafkajs';
import type { AppendedPosition, LogAppender } from '../core/ports.ts';
import { toPieces, type Piece } from './to-pieces.ts';
import type { TopicPartitions } from './topic-partitions.ts';

/** Few retries, so that a caller learns within seconds that the log is away; devices retry themselves. */
const RETRY = { initialRetryTime: 100, retries: 4, maxRetryTime: 1000 };

/**
 * An idempotent appender that waits for all replicas. After a failure its producer is thrown away,
 * since a sequence that was broken off cannot be taken up again.
 */
export function openAppender(kafka: Kafka, partitions: TopicPartitions): LogAppender {
  let producer: Promise<Producer> | undefined;
  const discard = (): void => {
    void producer?.then((opened) => opened.disconnect()).catch(() => undefined);
    producer = undefined;
  };
  return {
    async append(records) {
      const pieces = await toPieces(records, partitions);
      producer ??= connectProducer(kafka);
      try {
        const opened = await producer;
        const positions = new Map<string, AppendedPosition>();
        for (const piece of pieces)
          for (const position of await send(opened, piece))
            positions.set(`${position.topic}/${position.partition}`, position);
        return [...positions.values()];
      } catch (error) {
        discard();
        throw error;
      }
    },
    async close() {
      const opened = await producer?.catch(() => undefined);
      await opened?.disconnect();
    },
  };
}

async function connectProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: RETRY,
  });
  await producer.connect();
  return producer;
}

async function send(producer: Producer, piece: Piece): Promise<AppendedPosition[]> {
  const answers = await producer.sendBatch({
    acks: -1,
    compression: CompressionTypes.None,
    topicMessages: piece.map((topic) => topic.asTopicMessages()),
  });
  return answers.map((answer) => ({
    topic: answer.topicName,
    partition: answer.partition,
    next: baseOffsetOf(answer) + countIn(piece, answer),
  }));
}

function baseOffsetOf(answer: RecordMetadata): number {
  if (answer.baseOffset === undefined)
    throw new Error(`the broker did not say where it appended to ${answer.topicName}`);
  return Number(answer.baseOffset);
}

const countIn = (piece: Piece, { topicName, partition }: RecordMetadata): number =>
  piece.find(({ topic }) => topic === topicName)?.countIn(partition) ?? 0;
