/** Headers of a record: names to UTF-8 text. */
export type Headers = Readonly<Record<string, string>>;

/** A record as it stands in the log. */
export interface LogRecord {
  readonly offset: number;
  /** When the broker appended it, UTC milliseconds. */
  readonly appendedAt: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  /** One header by itself, where it can be had without reading the others. */
  readonly header?: (name: string) => string | undefined;
}

/**
 * A run of a partition: all its visible records from offset `from` up to, not including, `next`.
 * Offsets in between may be missing: transactions and compaction leave holes that are no loss.
 */
export interface LogRange {
  readonly partition: number;
  readonly from: number;
  readonly next: number;
  readonly records: readonly LogRecord[];
}

/** A record to be written; without `partition` the key decides it, as Kafka's default partitioner does. */
export interface NewRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers?: Headers;
}

/** The offset after the last record that an append wrote to a partition. */
export interface AppendedPosition {
  readonly topic: string;
  readonly partition: number;
  readonly next: number;
}

/** Appends records; resolves when the log has them durably, in order per partition. */
export interface LogAppender {
  append(records: readonly NewRecord[]): Promise<readonly AppendedPosition[]>;
  close(): Promise<void>;
}

/** How far a group has read a partition, with a note of at most 4 KiB that is kept with it. */
export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly next: number;
  readonly note: string;
}

/** A step of a commit: the records are sent; the position is sent too, and only the end of it is missing. */
export type CommitStep = 'produced' | 'before-end';

/** All or nothing: the records are visible to committed readers exactly when the position is. */
export interface TransactionalAppender {
  /** The same record in its smallest form, to keep until it is committed here. */
  readonly pack: (record: NewRecord) => NewRecord;
  /**
   * Throws `FencedError` where a newer owner of the same id has started. Calls `onStep` at each step; where that
   * throws, the commit fails and no reader ever sees any of it.
   */
  commit(
    records: readonly NewRecord[],
    group: string,
    position: CommittedOffset,
    onStep?: (step: CommitStep) => void | Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** A newer owner has taken over; this owner can write no more. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** Opens the appender of a transactional id; when it resolves, older owners are fenced, their open work undone. */
export type OpenTransactional = (transactionalId: string) => Promise<TransactionalAppender>;

/** Reads the committed records of one partition once, from `from` up to the end as it stands at the call. */
export type ReadPartition = (topic: string, partition: number, from: number) => AsyncIterable<LogRange>;

export interface TopicSettings {
  readonly topic: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  /** The largest record that the topic takes, in bytes; the broker's own limit unless given. */
  readonly maxRecordBytes?: number;
}

/** A topic as it exists in the log. */
export interface FoundTopic {
  readonly topic: string;
  readonly partitions: number;
  /** Kafka's cleanup policy: `delete`, `compact` or both. */
  readonly cleanup: string;
  /** Kafka's timestamp type: `LogAppendTime` where the broker sets the times of records. */
  readonly timestamps: string;
  readonly maxRecordBytes: number;
}

/**
 * Inspects and sets up topics, offsets and consumer groups. Each rejects with `topic-missing` where it is asked of a
 * topic that does not exist.
 */
export interface LogAdmin {
  /** Creates the topics that are missing; throws where a topic has another number of partitions. */
  ensureTopics(topics: readonly TopicSettings[]): Promise<void>;
  /** Describes those of these topics that exist. */
  describe(topics: readonly string[]): Promise<readonly FoundTopic[]>;
  /** First offset and committed end of each partition, by partition number. */
  offsets(topic: string): Promise<readonly { readonly low: number; readonly end: number }[]>;
  /** By partition, the first offset appended at `time` (UTC milliseconds) or later; else the committed end. */
  offsetsAt(topic: string, time: number): Promise<readonly number[]>;
  /** The committed offset of a group by partition; null where it has committed none. */
  committed(group: string, topic: string): Promise<readonly (CommittedOffset | null)[]>;
  /** Counts the members of a group. */
  members(group: string): Promise<number>;
  /** Deletes a group without members and its committed offsets; does nothing where there is no such group. */
  forgetGroup(group: string): Promise<void>;
}

/** Callbacks of a group's member. The log delivers nothing of a partition until `start` was called for it. */
export interface GroupListener {
  /** Least time between two fetches, milliseconds; unless given, records are fetched as soon as there are any. */
  readonly fetchEveryMs?: number;
  /** Called at every join with all partitions that this member now holds. */
  onAssigned(partitions: readonly number[]): void;
  /** A run of records; the next one of this partition comes when the promise has resolved. */
  onRange(range: LogRange): Promise<void>;
  /** The group has answered a heartbeat: the assignment still holds. */
  onConfirmed(): void;
  /** The membership is lost for good; the owner opens another. */
  onLost(error: Error): void;
  /** The partition cannot be read any further; starting it again would not help. */
  onUnreadable(partition: number, error: Error): void;
}

/** Membership in a consumer group over one topic. */
export interface GroupMember {
  /** Delivers a partition from an offset on; moves one that is started already. */
  start(partition: number, offset: number): void;
  /** Delivers no more ranges of a partition until it is started again. */
  pause(partition: number): void;
  /** Commits how far the member has read, for lag tools; callers decide nothing by it. */
  mirror(positions: readonly CommittedOffset[]): Promise<void>;
  close(): Promise<void>;
}

export type JoinGroup = (group: string, topic: string, listener: GroupListener) => Promise<GroupMember>;

/** The whole log as one port, as an adapter provides it. */
export interface Log {
  readonly appender: () => Promise<LogAppender>;
  readonly openTransactional: OpenTransactional;
  readonly joinGroup: JoinGroup;
  readonly readPartition: ReadPartition;
  readonly admin: LogAdmin;
  /** Refuses the questions of `admin` that have not had their turn. */
  close(): Promise<void>;
}

/** The wire format of events: encodes declared events, and decodes any version of them as the newest. */
export interface EventCodec {
  encode(name: string, data: object): Buffer;
  /** Encodes an envelope and the body behind it, which is far quicker than copying both into one object first. */
  encodeBody(name: string, envelope: EnvelopeData, body: object): Buffer;
  /** Loads the schemas that these values name; asks the registry for unknown ones. */
  learn(values: readonly (Buffer | null)[]): Promise<void>;
  /**
   * Throws `UndecodableError` where the value is not an event of this system, and `event-version-unknown` where only
   * a newer build can read it.
   */
  decode(value: Buffer | null): DecodedEvent;
  /** Names the event and schema of a value without reading its body. */
  identify(value: Buffer): WrittenBy;
  /** The schema that wrote values of this id, as Avro JSON. */
  writerSchema(schemaId: number): object;
}

/** The event of a value and the schema that wrote it. */
export interface WrittenBy {
  readonly name: string;
  readonly schemaId: number;
  /** True for a schema of the event's newest version; the body of another version means something else. */
  readonly isNewest: boolean;
}

/** The fields at the head of every event. */
export interface EnvelopeData {
  readonly eventId: string;
  /** UTC milliseconds. */
  readonly receivedAt: number;
}

/** A decoded value with the name of its event. */
export interface DecodedEvent {
  readonly name: string;
  readonly data: EnvelopeData;
}

/** The value is not an event of this system, or is damaged. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

/** How far a version of a projection has read one partition, and the counts up to there. */
export interface Checkpoint {
  readonly projection: string;
  readonly version: number;
  readonly topic: string;
  readonly partition: number;
  /** The first offset that is not yet included. */
  readonly next: number;
  /** Cumulative counts up to `next`. */
  readonly counts: ProjectionCounts;
  /** `receivedAt` of the newest event included, UTC milliseconds, or null. */
  readonly newestAt: number | null;
  /** How far each partition of the telemetry topic is included, from forwarded ticks. */
  readonly includes: readonly Included[];
  /** The time that has passed for all sources, UTC milliseconds, or null. */
  readonly time: number | null;
}

/** How far a partition of the telemetry topic is included in the records before a tick. */
export interface Included {
  readonly partition: number;
  readonly offset: number;
  readonly duplicates: number;
  readonly late: number;
}

/** read = applied + ignored + dead; where a table is keyed by identity, only its readers see duplicates. */
export interface ProjectionCounts {
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly dead: number;
}
