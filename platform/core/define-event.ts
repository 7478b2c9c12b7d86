import {
  avroFields,
  timestamp,
  uuid,
  type AvroSchema,
  type Field,
  type Fields,
  type ValuesOf,
} from './fields.ts';

/** What every record in every topic begins with. */
// An alias and not an interface: extending `Fields` would add an index signature, and `Omit` would lose all names.
export type Envelope = {
  readonly eventId: Field<string>;
  readonly receivedAt: Field<number>;
};

/** What one version of an event says: the newest is part of the event, an older one of its upcaster. */
export interface EventVersion<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  /** 1, and one more with each change that is not backward compatible. */
  readonly version: number;
  readonly doc: string;
  /** All fields, the envelope first. */
  readonly fields: F;
  readonly example: ValuesOf<F>;
}

/** One kind of event: declared once, and everything that speaks of it follows from here. */
export interface EventDefinition<
  Name extends string = string,
  F extends Fields = Fields,
> extends EventVersion<Name, F> {
  /** Short name of its topic: `telemetry` is `tacho.telemetry` in the default namespace. */
  readonly topic: string;
  /** The field whose value is the record's key, or null where the sender names the partition. */
  readonly key: string | null;
}

export type AnyEvent = EventDefinition;

/** The whole value of an event. */
export type DataOf<D extends EventVersion> = ValuesOf<D['fields']>;

/** The value of an event without what the runtime adds. */
export type BodyOf<D extends EventVersion> = Omit<DataOf<D>, keyof Envelope>;

/** An event that a fold asks to be written. */
export interface Emission<Name extends string = string> {
  readonly event: EventDefinition<Name>;
  readonly body: object;
  /** The part of the event's topic that it goes to, where its processor declares parts. */
  readonly part?: string;
}

/** The emission type of each of several definitions. */
export type EmissionOf<D extends AnyEvent> = D extends AnyEvent ? Emission<D['name']> : never;

export type DefinedEvent<Name extends string, F extends Fields> = EventDefinition<Name, Envelope & F> & {
  /** An emission of this event, to be returned from a handler. */
  readonly of: (body: ValuesOf<F>) => Emission<Name>;
  /** The same, to a part of the event's topic. */
  readonly inPart: (part: string, body: ValuesOf<F>) => Emission<Name>;
};

/** The declarations of it. */
export const ENVELOPE: Envelope = {
  eventId: uuid('Name-based UUID of the identity of the event; two records with one id are one event'),
  receivedAt: timestamp(
    'When Tachograph received the report, or the one that caused this event; UTC milliseconds',
  ),
};

/**
 * Declares an event. `eventId` and `receivedAt` are added in front; field names carry their units.
 * The example is what documentation, golden tests and every processor's and projection's contract test use.
 */
export function defineEvent<const Name extends string, F extends Fields>(declaration: {
  readonly name: Name;
  readonly version: number;
  readonly doc: string;
  readonly topic: string;
  readonly key: (keyof F & string) | null;
  readonly fields: F;
  readonly example: ValuesOf<Envelope & F>;
}): DefinedEvent<Name, F> {
  const definition = { ...declaration, fields: { ...ENVELOPE, ...declaration.fields } };
  return {
    ...definition,
    of: (body) => ({ event: definition, body }),
    inPart: (part, body) => ({ event: definition, body, part }),
  };
}

/**
 * The Avro schema of a version of an event: `tacho.PumpStarted` is version 1, `tacho.v2.PumpStarted` version 2. The
 * registry compares schemas of one name, so the next version need not be compatible with those before it.
 */
export function avroSchemaOf(event: EventVersion): AvroSchema {
  return {
    type: 'record',
    name: event.name,
    namespace: namespaceOf(event),
    doc: event.doc,
    fields: avroFields(event.fields),
  };
}

/** The Avro full name of a version of an event, which is also its subject in the registry. */
export const fullNameOf = (event: EventVersion): string => `${namespaceOf(event)}.${event.name}`;

const namespaceOf = ({ version }: EventVersion): string => (version === 1 ? 'tacho' : `tacho.v${version}`);
