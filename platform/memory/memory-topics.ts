import { TachoError } from '../core/errors.ts';
import { partitionOf } from '../core/partition-of.ts';
import type { AppendedPosition, FoundTopic, NewRecord, TopicSettings } from '../core/ports.ts';
import { MemoryPartition } from './memory-partition.ts';

/** What Kafka takes of a record unless told otherwise, bytes. */
const MAX_RECORD_BYTES = 1_048_588;

/** The topics of a log in memory. */
export class MemoryTopics {
  readonly #topics = new Map<string, readonly MemoryPartition[]>();
  readonly #settings = new Map<string, TopicSettings>();
  readonly #now: () => number;
  readonly #onAppended: (topic: string) => void;

  constructor(now: () => number, onAppended: (topic: string) => void) {
    this.#now = now;
    this.#onAppended = onAppended;
  }

  /** Makes what is missing; throws where a topic has another number of partitions. */
  ensure(topics: readonly TopicSettings[]): void {
    for (const settings of topics) {
      const { topic, partitions } = settings;
      const count = this.#topics.get(topic)?.length ?? partitions;
      if (count !== partitions)
        throw new TachoError('partition-count-differs', `${topic} has ${count}, expected ${partitions}.`);
      if (this.#topics.has(topic)) continue;
      this.#topics.set(topic, newPartitions(partitions));
      this.#settings.set(topic, settings);
    }
  }

  /** Those that are there. */
  describe(names: readonly string[]): readonly FoundTopic[] {
    return names.flatMap((name) => {
      const settings = this.#settings.get(name);
      if (settings === undefined) return [];
      const { topic, partitions, cleanup, maxRecordBytes = MAX_RECORD_BYTES } = settings;
      return [{ topic, partitions, cleanup, timestamps: 'LogAppendTime', maxRecordBytes }];
    });
  }

  partitions(topic: string): readonly MemoryPartition[] {
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) throw new TachoError('topic-missing', `It is ${topic}.`);
    return partitions;
  }

  partition(topic: string, number: number): MemoryPartition {
    const partition = this.partitions(topic)[number];
    if (partition === undefined) throw new Error(`topic ${topic} has no partition ${number}`);
    return partition;
  }

  /** Appends records that are visible at once. */
  append(records: readonly NewRecord[]): readonly AppendedPosition[] {
    return this.#write(records, (partition, record) => {
      partition.append(this.#recordOf(record));
    });
  }

  /** Appends records with the marker that makes them visible, which takes an offset too. */
  appendTransaction(records: readonly NewRecord[]): void {
    for (const { topic, partition } of this.append(records)) this.partition(topic, partition).appendHole();
  }

  /** Leaves the holes of an aborted transaction. */
  appendAborted(records: readonly NewRecord[]): void {
    const written = this.#write(records, (partition) => {
      partition.appendHole();
    });
    for (const { topic, partition } of written) this.partition(topic, partition).appendHole();
  }

  #write(
    records: readonly NewRecord[],
    write: (partition: MemoryPartition, record: NewRecord) => void,
  ): readonly AppendedPosition[] {
    const placed = records.map((record) => ({ record, number: this.#placeOf(record) }));
    const positions = new Map<string, AppendedPosition>();
    for (const { record, number } of placed) {
      const partition = this.partition(record.topic, number);
      write(partition, record);
      const position = { topic: record.topic, partition: number, next: partition.end };
      positions.set(`${record.topic}/${number}`, position);
    }
    for (const topic of new Set(records.map((record) => record.topic))) this.#onAppended(topic);
    return [...positions.values()];
  }

  #placeOf({ topic, partition, key }: NewRecord): number {
    if (partition !== undefined) return partition;
    if (key === null) throw new Error(`a record for ${topic} has neither key nor partition`);
    return partitionOf(key, this.partitions(topic).length);
  }

  #recordOf({ key, value, headers = {} }: NewRecord): Parameters<MemoryPartition['append']>[0] {
    return { appendedAt: this.#now(), key, value, headers };
  }
}

const newPartitions = (count: number): readonly MemoryPartition[] =>
  Array.from({ length: count }, (_, number) => new MemoryPartition(number));
