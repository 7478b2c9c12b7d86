import {
  avroFields,
  timestamp,
  uuid,
  type AvroSchema,
  type Field,
  type Fields,
  type ValuesOf,
} from './fields.ts';

/** Fields at the head of every record in every topic. */
// An alias and not an interface: extending `Fields` would add an index signature, and `Omit` would lose all names.
export type Envelope = {
  readonly eventId: Field<string>;
  readonly receivedAt: Field<number>;
};

/** One version of an event: the newest is part of the event's definition, an older one of its upcaster. */
export interface EventVersion<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  /** Starts at 1; a change that is not backward compatible adds 1. */
  readonly version: number;
  readonly doc: string;
  /** All fields, the envelope first. */
  readonly fields: F;
  readonly example: ValuesOf<F>;
}

/** One type of event, declared once; codec, topics and documentation follow from it. */
export interface EventDefinition<
  Name extends string = string,
  F extends Fields = Fields,
> extends EventVersion<Name, F> {
  /** Short name of its topic: `telemetry` is `tacho.telemetry` in the default namespace. */
  readonly topic: string;
  /** The field that is the record's key, or null where the sender names the partition. */
  readonly key: string | null;
}

export type AnyEvent = EventDefinition;

/** The whole value of an event. */
export type DataOf<D extends EventVersion> = ValuesOf<D['fields']>;

/** The value of an event without the envelope, which the runtime adds. */
export type BodyOf<D extends EventVersion> = Omit<DataOf<D>, keyof Envelope>;

/** An event for the runtime to write, returned by a fold. */
export interface Emission<Name extends string = string> {
  readonly event: EventDefinition<Name>;
  readonly body: object;
  /** The part of the event's topic to write to, where the processor declares parts. */
  readonly part?: string;
}

/** Emission types of several definitions, as a union. */
export type EmissionOf<D extends AnyEvent> = D extends AnyEvent ? Emission<D['name']> : never;

export type DefinedEvent<Name extends string, F extends Fields> = EventDefinition<Name, Envelope & F> & {
  /** Makes an emission of this event, for a handler to return. */
  readonly of: (body: ValuesOf<F>) => Emission<Name>;
  /** Makes an emission to a part of the event's topic. */
  readonly inPart: (part: string, body: ValuesOf<F>) => Emission<Name>;
};

/** Declares the fields of the envelope. */
export const ENVELOPE: Envelope = {
  eventId: uuid('Name-based UUID of the identity of the event; two records with one id are one event'),
  receivedAt: timestamp(
    'When Tachograph received the report, or the one that caused this event; UTC milliseconds',
  ),
};

/**
 * Declares an event, and adds `eventId` and `receivedAt` in front; field names carry their units.
 * Documentation, golden tests and the contract tests of every processor and projection use the example.
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
