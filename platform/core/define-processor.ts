import type { AnyEvent, DataOf, EmissionOf } from './define-event.ts';
import type { Outcome } from './outcomes.ts';

/** Policy for later events of a key behind one that could not be processed. */
export type AfterDeadLetter = 'go-on' | 'wait';

/** A fold over the events of one key. Its state is plain JSON. */
export interface ProcessorDeclaration<S, C extends readonly AnyEvent[], E extends readonly AnyEvent[]> {
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  readonly consumes: C;
  readonly emits: E;
  /**
   * How long a report of the first stage waits for older ones, milliseconds of the key's own time or, where no more
   * reports come, of the ticks. Handlers then see reports in the order of `occurredAt`, and one that comes after its
   * turn is late for this processor. Unless given, handlers see the order of the log.
   */
  readonly graceMs?: number;
  /**
   * Forgets the state of a key that sent nothing for this time, by the ticks, within two hours more; 30 days unless
   * given.
   */
  readonly forgetAfterMs?: number;
  /** Lets later events of a key wait behind one that could not be processed; `go-on` unless given. */
  readonly afterDeadLetter?: AfterDeadLetter;
  /**
   * Limit of events of a partition that wait behind dead letters; one more stops the partition until the limit is
   * raised. 10,000 unless given.
   */
  readonly waitAtMost?: number;
  /**
   * All parts that emissions may name. Each part is a separate topic, named after the event's topic and the part.
   */
  readonly parts?: readonly string[];
  readonly initialState: () => S;
  readonly on: {
    readonly [N in C[number]['name']]: (
      state: S,
      event: DataOf<Extract<C[number], { readonly name: N }>>,
    ) => Outcome<S, EmissionOf<E[number]>>;
  };
  /** The tick time at which `onDeadline` is called: UTC milliseconds, or null. */
  readonly deadline?: (state: S) => number | null;
  /** Handles a deadline that has passed; the new state must have a later deadline, or none. */
  readonly onDeadline?: (state: S, deadline: number) => Outcome<S, EmissionOf<E[number]>>;
}

/** A declared processor, with its types erased for the runtime. */
export interface Processor {
  readonly kind: 'processor';
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  readonly consumes: readonly AnyEvent[];
  readonly emits: readonly AnyEvent[];
  readonly graceMs?: number;
  readonly forgetAfterMs?: number;
  readonly afterDeadLetter?: AfterDeadLetter;
  readonly waitAtMost?: number;
  readonly parts?: readonly string[];
  readonly initialState: () => unknown;
  readonly on: Readonly<Record<string, (state: never, event: never) => Outcome<unknown>>>;
  readonly deadline?: (state: never) => number | null;
  readonly onDeadline?: (state: never, deadline: number) => Outcome<unknown>;
}

export type DefinedProcessor<
  S,
  C extends readonly AnyEvent[],
  E extends readonly AnyEvent[],
> = ProcessorDeclaration<S, C, E> & { readonly kind: 'processor' };

/** Declares a processor: a pure fold without clock, chance or look-ups; the same log gives the same events. */
export function defineProcessor<S, const C extends readonly AnyEvent[], const E extends readonly AnyEvent[]>(
  declaration: ProcessorDeclaration<S, C, E>,
): DefinedProcessor<S, C, E> {
  return { kind: 'processor', ...declaration };
}
