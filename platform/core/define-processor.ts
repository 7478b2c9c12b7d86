import type { AnyEvent, DataOf, EmissionOf } from './define-event.ts';
import type { Outcome } from './outcomes.ts';

/** What becomes of later events of a key when one could not be processed. */
export type AfterDeadLetter = 'go-on' | 'wait';

/** A fold over the events of one key. Its state is plain JSON. */
export interface ProcessorDeclaration<S, C extends readonly AnyEvent[], E extends readonly AnyEvent[]> {
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  readonly consumes: C;
  readonly emits: E;
  /**
   * How long a report of the first stage waits for older ones, milliseconds of the key's own time or, where nothing
   * more comes, of the ticks: handlers then see them in the order of `occurredAt`. What comes after its turn is late
   * for this processor. Without it, in the order of the log.
   */
  readonly graceMs?: number;
  /**
   * A state whose key was not heard of for so long is forgotten, in the time of the ticks, within two hours more;
   * thirty days unless said.
   */
  readonly forgetAfterMs?: number;
  /** Whether later events of a key wait behind one that could not be processed; `go-on` unless said. */
  readonly afterDeadLetter?: AfterDeadLetter;
  /**
   * How many events of a partition may wait behind dead letters; one more stops the partition, until this is raised.
   * 10,000 unless said.
   */
  readonly waitAtMost?: number;
  /**
   * Where an emission says which part it goes to, all parts: each is a topic of its own, named after the event's topic
   * and the part.
   */
  readonly parts?: readonly string[];
  readonly initialState: () => S;
  readonly on: {
    readonly [N in C[number]['name']]: (
      state: S,
      event: DataOf<Extract<C[number], { readonly name: N }>>,
    ) => Outcome<S, EmissionOf<E[number]>>;
  };
  /** When, in the time of the ticks, the state wants to be looked at again: UTC milliseconds, or null. */
  readonly deadline?: (state: S) => number | null;
  /** What follows when the deadline has passed; it must leave a later deadline, or none. */
  readonly onDeadline?: (state: S, deadline: number) => Outcome<S, EmissionOf<E[number]>>;
}

/** A processor as the runtime sees it. */
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

/** Declares a processor: pure, without clock, chance or look-up; the same log gives the same events. */
export function defineProcessor<S, const C extends readonly AnyEvent[], const E extends readonly AnyEvent[]>(
  declaration: ProcessorDeclaration<S, C, E>,
): DefinedProcessor<S, C, E> {
  return { kind: 'processor', ...declaration };
}
