import { partitionOf } from '../core/partition-of.ts';
import type { NewRecord } from '../core/ports.ts';
import { TopicRecords } from './record-groups.ts';
import type { TopicPartitions } from './topic-partitions.ts';

/** A produce request makes one record batch a partition; the broker refuses batches over 1 MiB. */
const MAX_BYTES = 700 * 1024;
/** What a record takes on the wire besides key, value and headers, about. */
const RECORD_OVERHEAD = 24;

/** A piece of an append that is sent at once: records by topic and partition. */
export type Piece = readonly TopicRecords[];

/** Records as pieces that the broker takes, in order, each record with its partition. */
export async function toPieces(records: readonly NewRecord[], partitions: TopicPartitions): Promise<Piece[]> {
  const counts = await partitions.counts(new Set(records.map(({ topic }) => topic)));
  const pieces: Piece[] = [];
  let topics = new Map<string, TopicRecords>();
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (topics.size > 0 && bytes + size > MAX_BYTES) {
      pieces.push([...topics.values()]);
      topics = new Map();
      bytes = 0;
    }
    const { topic } = record;
    const group = topics.get(topic) ?? new TopicRecords(topic);
    topics.set(topic, group);
    group.add(record.partition ?? keyedPartition(record, counts.get(topic) ?? 0), record);
    bytes += size;
  }
  if (topics.size > 0) pieces.push([...topics.values()]);
  return pieces;
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
