import type { AnyEvent } from '../../core/define-event.ts';
import { voiceOf, type ProcessorSet } from '../../core/define-set.ts';
import { partTopic } from '../../core/part-topic.ts';
import type { EventCodec, LogRecord, NewRecord } from '../../core/ports.ts';
import { setId, type Names } from '../../core/topic-names.ts';
import { nameBasedUuid } from '../name-based-uuid.ts';
import { headersOf, inheritedFrom, type Inherited } from './inherited-headers.ts';

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

/** A cause, and what was said of it so far. */
interface Telling {
  readonly cause: Cause;
  /** How often each identity has spoken; made when the first does. */
  spoken: Map<string, number> | undefined;
  /** Made when it is asked for. */
  inherited: Inherited | undefined;
}

/** What all records have in common that a fold, or the set itself, makes of an event for a topic. */
interface Voice {
  readonly speaker: string;
  readonly version: number;
  readonly part: string | undefined;
  /** What ids are made of, besides cause and index. */
  readonly identity: string;
  readonly topic: string;
  readonly type: string;
}

/** Outputs of one task of a set. */
export function createFoldOutput(
  set: ProcessorSet,
  sourcePartition: number,
  names: Names,
  codec: EventCodec,
): FoldOutput {
  let telling: Telling | undefined;
  const voices = new Map<AnyEvent, Voice[]>();
  const source = `/${names.namespace}/${setId(voiceOf(set))}/${sourcePartition}`;
  const origin = `${names.topicName(set.source)}/${sourcePartition}`;
  const current = (): Telling => {
    if (telling === undefined) throw new Error('a fold said something without a cause');
    return telling;
  };
  const record = (event: AnyEvent, voice: Voice, key: string | null, body: object): NewRecord => {
    const now = current();
    const { eventId: causeId, receivedAt } = now.cause;
    const eventId = nameBasedUuid(`${voice.identity}/${causeId}/${nextIndex(now, voice.identity)}`);
    now.inherited ??= inheritedFrom(now.cause.record, causeId, receivedAt, origin);
    return {
      topic: voice.topic,
      key,
      value: codec.encodeBody(event.name, { eventId, receivedAt }, body),
      headers: headersOf(now.inherited, eventId, voice.type, source),
    };
  };
  const within = <T>(next: Telling, work: () => T): T => {
    const before = telling;
    telling = next;
    try {
      return work();
    } finally {
      telling = before;
    }
  };
  return {
    during: (cause, work) => within({ cause, spoken: undefined, inherited: undefined }, work),
    resume: (cause, fold, version, said, work) =>
      within({ cause, spoken: new Map([[identityOf(fold, version), said]]), inherited: undefined }, work),
    said: (fold, version) => telling?.spoken?.get(identityOf(fold, version)) ?? 0,
    get cause() {
      return current().cause;
    },
    get receivedAt() {
      return current().cause.receivedAt;
    },
    derive(fold, version, event, body, part) {
      const known = voicesOf(voices, event);
      const voice =
        voiceIn(known, fold, version, part) ??
        added(known, {
          speaker: fold,
          version,
          part,
          identity: identityOf(fold, version),
          topic: names.topicName(partTopic(event.topic, part)),
          type: typeOf(event),
        });
      return record(event, voice, keyOf(event, body), body);
    },
    forward(event, topic, partition, body) {
      const identity = `${setId(voiceOf(set))}/${topic}/${partition}`;
      const voice = { speaker: set.name, version: set.version, part: undefined, identity };
      return {
        ...record(event, { ...voice, topic: names.topicName(topic), type: typeOf(event) }, null, body),
        partition,
      };
    },
  };
}

function voicesOf(voices: Map<AnyEvent, Voice[]>, event: AnyEvent): Voice[] {
  const known = voices.get(event) ?? [];
  if (known.length === 0) voices.set(event, known);
  return known;
}

function voiceIn(
  voices: readonly Voice[],
  fold: string,
  version: number,
  part: string | undefined,
): Voice | undefined {
  for (const voice of voices)
    if (voice.speaker === fold && voice.version === version && voice.part === part) return voice;
  return undefined;
}

function added(voices: Voice[], voice: Voice): Voice {
  voices.push(voice);
  return voice;
}

const identityOf = (fold: string, version: number): string => `${fold}/${version}`;

const typeOf = ({ name, version }: AnyEvent): string => `tacho.${name}.v${version}`;

function keyOf(event: AnyEvent, body: object): string {
  if (event.key === null) throw new Error(`${event.name} has no key, so a fold cannot emit it`);
  return String((body as Readonly<Record<string, unknown>>)[event.key]);
}

function nextIndex(telling: Telling, identity: string): number {
  telling.spoken ??= new Map();
  const index = telling.spoken.get(identity) ?? 0;
  telling.spoken.set(identity, index + 1);
  return index;
}
