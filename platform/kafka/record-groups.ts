import type { Message, TopicMessages } from 'kafkajs';
import type { NewRecord } from '../core/ports.ts';

/** The records of one partition, in order: to the client a list of messages, of which it asks the length alone. */
export class PartitionRecords {
  readonly records: NewRecord[] = [];

  get length(): number {
    return this.records.length;
  }
}

/**
 * The records of a topic by partition. The client takes it for a list of messages: it looks for one without a value,
 * and reduces the list to groups by partition, which these are already. (Its own grouping copies the list of a
 * partition for each message.)
 */
export class TopicRecords {
  readonly topic: string;
  readonly #groups: Record<number, PartitionRecords> = {};

  constructor(topic: string) {
    this.topic = topic;
  }

  add(partition: number, record: NewRecord): void {
    (this.#groups[partition] ??= new PartitionRecords()).records.push(record);
  }

  countIn(partition: number): number {
    return this.#groups[partition]?.length ?? 0;
  }

  find(): undefined {
    return undefined;
  }

  reduce(): Readonly<Record<number, PartitionRecords>> {
    return this.#groups;
  }

  asTopicMessages(): TopicMessages {
    return { topic: this.topic, messages: this as unknown as Message[] };
  }
}
