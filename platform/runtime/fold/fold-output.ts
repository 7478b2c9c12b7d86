import type { AnyEvent } from '../../core/define-event.ts';
import { partTopic } from '../../core/part-topic.ts';
import { setId, type Names } from '../../core/topic-names.ts';
import { voiceOf, type ProcessorSet } from '../../core/define-set.ts';
import type { EventCodec, Headers, LogRecord, NewRecord } from '../../core/ports.ts';
import { nameBasedUuid } from '../name-based-uuid.ts';

/** What makes a fold say something: a record of the log, decoded. */
export interface Cause {
  readonly record: LogRecord;
  readonly eventId: string;
  readonly receivedAt: number;
}

/** Where a fold's words go: made into records with ids that follow from their cause. */
export interface FoldOutput {
  /** Names what causes whatever is said during the work; afterwards the cause before is the cause again. */
  during<T>(cause: Cause, work: () => T): T;
  /** The same for a fold that has said something of this cause before: its ids go on after so many. */
  resume<T>(cause: Cause, fold: string, version: number, said: number, work: () => T): T;
  /** How many events a fold has said of the cause. */
  said(fold: string, version: number): number;
  /** What causes whatever is said now. */
  readonly cause: Cause;
  /** `receivedAt` of the cause, which whatever follows from it inherits. */
  readonly receivedAt: number;
  /** Makes the record of an event; throws where the event does not fit its schema. */
  derive(fold: string, version: number, event: AnyEvent, body: object, part?: string): NewRecord;
  /** A tick for one partition of a topic. */
  forward(event: AnyEvent, topic: string, partition: number, body: object): NewRecord;
}

/** Outputs of one task of a set. */
export function createFoldOutput(
  set: ProcessorSet,
  sourcePartition: number,
  names: Names,
  codec: EventCodec,
): FoldOutput {
  let cause: Cause | undefined;
  let indexes = new Map<string, number>();
  const source = `/${names.namespace}/${setId(voiceOf(set))}/${sourcePartition}`;
  const current = (): Cause => {
    if (cause === undefined) throw new Error('a fold said something without a cause');
    return cause;
  };
  const record = (event: AnyEvent, topic: string, identity: string, body: object): NewRecord => {
    const { eventId: causeId, receivedAt } = current();
    const index = indexes.get(identity) ?? 0;
    indexes.set(identity, index + 1);
    const eventId = nameBasedUuid(`${identity}/${causeId}/${index}`);
    return {
      topic: names.topic(topic),
      key: null,
      value: codec.encode(event.name, { eventId, receivedAt, ...body }),
      headers: headersOf(current(), eventId, event, source, `${names.topic(set.source)}/${sourcePartition}`),
    };
  };
  const within = <T>(next: Cause, from: Map<string, number>, work: () => T): T => {
    const before = [cause, indexes] as const;
    cause = next;
    indexes = from;
    try {
      return work();
    } finally {
      [cause, indexes] = before;
    }
  };
  return {
    during: (next, work) => within(next, new Map(), work),
    resume: (next, fold, version, said, work) =>
      within(next, new Map([[identityOf(fold, version), said]]), work),
    said: (fold, version) => indexes.get(identityOf(fold, version)) ?? 0,
    get cause() {
      return current();
    },
    get receivedAt() {
      return current().receivedAt;
    },
    derive: (fold, version, event, body, part) => ({
      ...record(event, partTopic(event.topic, part), identityOf(fold, version), body),
      key: keyOf(event, body),
    }),
    forward: (event, topic, partition, body) => ({
      ...record(event, topic, `${setId(voiceOf(set))}/${topic}/${partition}`, body),
      partition,
    }),
  };
}

const identityOf = (fold: string, version: number): string => `${fold}/${version}`;

function keyOf(event: AnyEvent, body: object): string {
  if (event.key === null) throw new Error(`${event.name} has no key, so a fold cannot emit it`);
  return String((body as Readonly<Record<string, unknown>>)[event.key]);
}

/** CloudEvents attributes, what caused the event, and where that stands. */
function headersOf(cause: Cause, eventId: string, event: AnyEvent, source: string, origin: string): Headers {
  const { correlationid, traceparent } = cause.record.headers;
  return {
    ce_id: eventId,
    ce_type: `tacho.${event.name}.v${event.version}`,
    ce_source: source,
    ce_time: new Date(cause.receivedAt).toISOString(),
    ce_specversion: '1.0',
    correlationid: correlationid ?? cause.eventId,
    causationid: cause.eventId,
    ...(traceparent === undefined ? {} : { traceparent }),
    origin: `${origin}/${cause.record.offset}`,
  };
}
