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
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly next: number;
  readonly note: string;
}

/** A place within a commit: the records are sent; and the position too, of the transaction only its end is missing. */
export type CommitStep = 'produced' | 'before-end';

/** All or nothing: the records are visible to committed readers exactly when the position is. */
export interface TransactionalAppender {
  /** The same record in the form in which it takes the least to keep it until it is committed here. */
  readonly pack: (record: NewRecord) => NewRecord;
  /**
   * Throws `FencedError` where a newer owner of the same id has started. Whoever wants to see it stopped half-way is
   * asked at each step; where that throws, the commit fails and nothing of it is ever visible.
   */
  commit(
    records: readonly NewRecord[],
    group: string,
    position: Position,
    onStep?: (step: CommitStep) => void | Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** A newer owner has taken over; nothing of this owner's can be written any more. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** Opens the appender of a transactional id; when it resolves, every older owner is fenced and its open work undone. */
export type OpenTransactional = (transactionalId: string) => Promise<TransactionalAppender>;

/** Reads the committed records of one partition once, from `from` up to the end as it stands at the call. */
export type ReadPartition = (topic: string, partition: number, from: number) => AsyncIterable<LogRange>;

export interface TopicSettings {
  readonly topic: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  /** The largest record that it takes, in bytes, as far as that differs from what the broker allows. */
  readonly maxRecordBytes?: number;
}

/** A topic as the log has it. */
export interface FoundTopic {
  readonly topic: string;
  readonly partitions: number;
  /** What becomes of old records, in Kafka's words: `delete`, `compact` or both. */
  readonly cleanup: string;
  /** Whose times its records have: `LogAppendTime` where they are the broker's own. */
  readonly timestamps: string;
  readonly maxRecordBytes: number;
}

/** Sets up the log and tells how it stands. Asked of a topic that is not there, each rejects with `topic-missing`. */
export interface LogAdmin {
  /** Makes what is missing; throws where a topic has another number of partitions. */
  ensureTopics(topics: readonly TopicSettings[]): Promise<void>;
  /** Those of these topics that are there, as they are. */
  describe(topics: readonly string[]): Promise<readonly FoundTopic[]>;
  /** First offset and committed end of each partition, by partition number. */
  offsets(topic: string): Promise<readonly { readonly low: number; readonly end: number }[]>;
  /** By partition, the offset of the first record appended at `time` (UTC milliseconds) or later; else the committed end. */
  offsetsAt(topic: string, time: number): Promise<readonly number[]>;
  /** What a group has committed, by partition; null where it has not. */
  committed(group: string, topic: string): Promise<readonly (Position | null)[]>;
  /** How many members a group has. */
  members(group: string): Promise<number>;
  /** Forgets a group without members, and what it has committed; one that is not there is as good as forgotten. */
  forgetGroup(group: string): Promise<void>;
}

/** What a member of a group is told. Nothing is delivered for a partition until `start` was called for it. */
export interface GroupListener {
  /** Where little comes it need not be fetched more often, milliseconds; unless given, as soon as there is anything. */
  readonly fetchEveryMs?: number;
  /** The partitions that this member now holds, all of them; called at every join. */
  onAssigned(partitions: readonly number[]): void;
  /** A run of records; the next one of this partition comes when the promise has resolved. */
  onRange(range: LogRange): Promise<void>;
  /** The group has answered a heartbeat: the assignment still holds. */
  onConfirmed(): void;
  /** The membership is beyond repair; the owner opens another. */
  onLost(error: Error): void;
  /** Nothing more of a partition can be read, for good: starting it again would not help. */
  onUnreadable(partition: number, error: Error): void;
}

/** Membership in a consumer group over one topic. */
export interface GroupMember {
  /** Delivers the partition from an offset on; also moves a started one. */
  start(partition: number, offset: number): void;
  /** No more ranges of a partition until it is started again. */
  pause(partition: number): void;
  /** Says, for lag tools, how far the member has read; decides nothing for its caller. */
  mirror(positions: readonly Position[]): Promise<void>;
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

/** The wire format of events: encodes what is declared, decodes what any version wrote, as the newest. */
export interface EventCodec {
  encode(name: string, data: object): Buffer;
  /** The same, of a body and the envelope that stands in front of it: to copy both into one object takes far longer. */
  encodeBody(name: string, envelope: EnvelopeData, body: object): Buffer;
  /** Makes ready for the schemas named in these values; asks the registry for unknown ones. */
  learn(values: readonly (Buffer | null)[]): Promise<void>;
  /**
   * Throws `UndecodableError` where the value is not an event of this system, and `event-version-unknown` where only
   * a newer build can read it.
   */
  decode(value: Buffer | null): DecodedEvent;
  /** What can be said of a value without reading its body. */
  identify(value: Buffer): WrittenBy;
  /** The schema that wrote values of this id, as Avro JSON. */
  writerSchema(schemaId: number): object;
}

/** The event of a value and the schema that wrote it. */
export interface WrittenBy {
  readonly name: string;
  readonly schemaId: number;
  /** Whether that is a schema of the event's newest version; the body of another means something else. */
  readonly isNewest: boolean;
}

/** What every event begins with. */
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

/** A row of statements to a table: what came from one run of one partition. */
export interface Checkpoint {
  readonly projection: string;
  readonly version: number;
  readonly topic: string;
  readonly partition: number;
  /** The first offset that is not yet included. */
  readonly next: number;
  /** Cumulative counts of what was read up to there. */
  readonly counts: ProjectionCounts;
  /** `receivedAt` of the newest event included, UTC milliseconds, or null. */
  readonly newestAt: number | null;
  /** How far the telemetry topic is included, by its partition, as the forwarded ticks say. */
  readonly includes: readonly Included[];
  /** The time that has passed for all sources, UTC milliseconds, or null. */
  readonly time: number | null;
}

/** How far a partition of the telemetry topic is included in what stands before a tick. */
export interface Included {
  readonly partition: number;
  readonly offset: number;
  readonly duplicates: number;
  readonly late: number;
}

/** read = applied + ignored + dead; duplicates of a table keyed by identity are seen by its readers, not here. */
export interface ProjectionCounts {
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly dead: number;
}
