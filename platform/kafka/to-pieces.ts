import { partitionOf } from '../core/partition-of.ts';
import type { NewRecord } from '../core/ports.ts';
import { PackedRecord } from './packed-record.ts';
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
  const keyed = keyedPartitions(counts);
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
    group.add(record.partition ?? keyed(record), record);
    bytes += size;
  }
  if (topics.size > 0) pieces.push([...topics.values()]);
  return pieces;
}

/** The partition of a record by its key; a transaction says much of few keys, and each is hashed once. */
function keyedPartitions(counts: ReadonlyMap<string, number>): (record: NewRecord) => number {
  const known = new Map<number, Map<string, number>>();
  return ({ topic, key }) => {
    if (key === null) throw new Error(`a record for ${topic} has neither key nor partition`);
    const count = counts.get(topic) ?? 0;
    const byKey = known.get(count) ?? new Map<string, number>();
    known.set(count, byKey);
    let partition = byKey.get(key);
    if (partition === undefined) byKey.set(key, (partition = partitionOf(key, count)));
    return partition;
  };
}

function sizeOf(record: NewRecord): number {
  if (record instanceof PackedRecord) return RECORD_OVERHEAD + record.size;
  let size = RECORD_OVERHEAD + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const name in record.headers) size += name.length + (record.headers[name]?.length ?? 0);
  return size;
}
