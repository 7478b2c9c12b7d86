import type { AnyEvent, BodyOf, DataOf } from './define-event.ts';

/** Opening, closing and statements of a summary's windows. All lengths in milliseconds. */
export interface Windowing {
  /** Length of a window; windows are aligned to 1970-01-01T00:00Z. */
  readonly sizeMs: number;
  /** How long after its end a window waits for reports out of order. */
  readonly graceMs: number;
  /** Closes a window whose end has passed after this time without reports, by the ticks. */
  readonly quietMs: number;
  /** Interval at which changed open windows are stated as running values, by the ticks. */
  readonly runningEveryMs: number;
  /**
   * `own-events`: newer events of the same key close a window (first stage, keyed by vehicle).
   * `quiet`: only time closes it, since the events of a key come from many sources (later stages).
   */
  readonly closes: 'own-events' | 'quiet';
  /** Reports of windows that ended longer than this before the key's newest event are late; null: none is late. */
  readonly horizonMs: number | null;
  /**
   * Later stages only: forgets totals that did not change for this time, by the ticks; 400 days unless given, as long
   * as the tables keep their rows. A later event starts them anew.
   */
  readonly forgetAfterMs?: number;
}

/** For totals that depend on the window before, such as a way driven from one minute into the next. */
export interface Link<T> {
  /** Looks for the previous window among those of the same group that begin at most this much earlier. */
  readonly withinMs: number;
  /** Adjusts the totals to those of the previous window, or null; returns the same object where nothing changes. */
  readonly join: (totals: T, previous: T | null) => T;
}

/** A statement of a window: absolute totals, and those of the previous revision. */
export interface WindowStatement<T> {
  readonly key: string;
  readonly group: string;
  readonly startsAt: number;
  readonly totals: T;
  /** The totals of the previous revision, or the initial ones. */
  readonly before: T;
  /** 1 for the first statement. */
  readonly revision: number;
  readonly closed: boolean;
}

/** A fold over the events of one key, group and window. Its totals are plain JSON and independent of order. */
export interface SummaryDeclaration<T, C extends AnyEvent, E extends AnyEvent> {
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  readonly consumes: C;
  readonly emits: E;
  readonly window: Windowing;
  /** The instant that decides the window, UTC milliseconds. */
  readonly at: (event: DataOf<C>) => number;
  /** Divides a key's events further; events of one group share a window. */
  readonly groupBy: (event: DataOf<C>) => string;
  readonly initialTotals: () => T;
  readonly add: (totals: T, event: DataOf<C>) => T;
  readonly link?: Link<T>;
  readonly summarize: (window: WindowStatement<T>) => BodyOf<E>;
}

/** A link, with its types erased for the runtime. */
export interface SummaryLink {
  readonly withinMs: number;
  readonly join: (totals: never, previous: never) => unknown;
}

/** A declared summary, with its types erased for the runtime. */
export interface Summary {
  readonly kind: 'summary';
  readonly name: string;
  readonly version: number;
  readonly doc: string;
  readonly consumes: AnyEvent;
  readonly emits: AnyEvent;
  readonly window: Windowing;
  readonly at: (event: never) => number;
  readonly groupBy: (event: never) => string;
  readonly initialTotals: () => unknown;
  readonly add: (totals: never, event: never) => unknown;
  readonly link?: SummaryLink;
  readonly summarize: (window: WindowStatement<never>) => object;
}

export type DefinedSummary<T, C extends AnyEvent, E extends AnyEvent> = SummaryDeclaration<T, C, E> & {
  readonly kind: 'summary';
};

/** Declares a summary over tumbling windows: pure, with the same totals for any order of input within the horizon. */
export function defineSummary<T, C extends AnyEvent, E extends AnyEvent>(
  declaration: SummaryDeclaration<T, C, E>,
): DefinedSummary<T, C, E> {
  return { kind: 'summary', ...declaration };
}
