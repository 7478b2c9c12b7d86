import type { AnyEvent, BodyOf, DataOf } from './define-event.ts';

/** How the windows of a summary open, close and are stated. All lengths in milliseconds. */
export interface Windowing {
  /** Length of a window; windows are aligned to 1970-01-01T00:00Z. */
  readonly sizeMs: number;
  /** How long after its end a window waits for reports out of order. */
  readonly graceMs: number;
  /** A window whose end has passed closes when it has been quiet for so long, in the time of the ticks. */
  readonly quietMs: number;
  /** How often changed open windows are stated as running values, in the time of the ticks. */
  readonly runningEveryMs: number;
  /**
   * `own-events`: the key's own newer events close a window (first stage, keyed by vehicle).
   * `quiet`: only time does, since a key's events come from many sources (later stages).
   */
  readonly closes: 'own-events' | 'quiet';
  /** Reports of windows that ended so long before the key's newest event are late; null: none is ever late. */
  readonly horizonMs: number | null;
  /**
   * Later stages only: totals are forgotten when nothing came for them for so long, in the time of the ticks; as long
   * as the tables keep their rows, 400 days unless said. What comes then begins anew.
   */
  readonly forgetAfterMs?: number;
}

/** For totals that depend on the window before, such as a way driven from one minute into the next. */
export interface Link<T> {
  /** The window before is looked for among those of the same group that begin at most so long earlier. */
  readonly withinMs: number;
  /** The totals, given those of the window before or null; the same object where that changes nothing. */
  readonly join: (totals: T, previous: T | null) => T;
}

/** A window as it is stated: absolute totals, and those of the revision before. */
export interface WindowStatement<T> {
  readonly key: string;
  readonly group: string;
  readonly startsAt: number;
  readonly totals: T;
  /** The totals of the revision before, or the initial ones. */
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

/** A link as the runtime sees it. */
export interface SummaryLink {
  readonly withinMs: number;
  readonly join: (totals: never, previous: never) => unknown;
}

/** A summary as the runtime sees it. */
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

/** Declares a summary over tumbling windows: pure, and equal for every order of its input within the horizon. */
export function defineSummary<T, C extends AnyEvent, E extends AnyEvent>(
  declaration: SummaryDeclaration<T, C, E>,
): DefinedSummary<T, C, E> {
  return { kind: 'summary', ...declaration };
}
