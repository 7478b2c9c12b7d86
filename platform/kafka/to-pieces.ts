import type { Message, TopicMessages } from 'kafkajs';
import { partitionOf } from '../core/partition-of.ts';
import type { NewRecord } from '../core/ports.ts';
import type { TopicPartitions } from './topic-partitions.ts';

/** A produce request makes one record batch a partition; the broker refuses batches over 1 MiB. */
const MAX_RECORDS = 6000;
const MAX_BYTES = 700 * 1024;
/** What a record takes on the wire besides key, value and headers, about. */
const RECORD_OVERHEAD = 24;

/** A piece of an append that is sent at once. */
export type Piece = TopicMessages[];

/** Records as pieces that the broker takes, in order, each record with its partition. */
export async function toPieces(records: readonly NewRecord[], partitions: TopicPartitions): Promise<Piece[]> {
  const counts = await partitions.counts(new Set(records.map(({ topic }) => topic)));
  const pieces: Piece[] = [];
  let topics = new Map<string, Message[]>();
  let count = 0;
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (count > 0 && (count >= MAX_RECORDS || bytes + size > MAX_BYTES)) {
      pieces.push(asTopicMessages(topics));
      topics = new Map();
      count = 0;
      bytes = 0;
    }
    const messages = topics.get(record.topic);
    const message = toMessage(record, counts);
    if (messages === undefined) topics.set(record.topic, [message]);
    else messages.push(message);
    count += 1;
    bytes += size;
  }
  if (count > 0) pieces.push(asTopicMessages(topics));
  return pieces;
}

function toMessage(record: NewRecord, counts: ReadonlyMap<string, number>): Message {
  return {
    key: record.key,
    value: record.value,
    partition: record.partition ?? keyedPartition(record, counts.get(record.topic) ?? 0),
    ...(record.headers === undefined ? {} : { headers: { ...record.headers } }),
  };
}

function keyedPartition(record: NewRecord, count: number): number {
  if (record.key === null) throw new Error(`a record for ${record.topic} has neither key nor partition`);
  return partitionOf(record.key, count);
}

function sizeOf(record: NewRecord): number {
  let size = RECORD_OVERHEAD + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const name in record.headers) size += name.length + (record.headers[name]?.length ?? 0);
  return size;
}

const asTopicMessages = (topics: Map<string, Message[]>): TopicMessages[] =>
  Array.from(topics, ([topic, messages]) => ({ topic, messages }));
