/** Where in a topic reading begins or ends. */
export type LogPlace =
  | { readonly kind: 'earliest' }
  /** With the first record appended then or later, UTC milliseconds. */
  | { readonly kind: 'time'; readonly at: number }
  /** By partition, an offset. */
  | { readonly kind: 'offsets'; readonly offsets: readonly number[] };

/** What a job `rebuild-projection` is asked for. */
export interface RebuildAsked {
  readonly projection: string;
  readonly version: number;
  /** The topic that it reads; null: that of its declaration. */
  readonly source: string | null;
  readonly from: LogPlace;
  /** Null: it goes on with what comes. */
  readonly to: Exclude<LogPlace, { readonly kind: 'earliest' }> | null;
  /** So many events a second at most until it has caught up; null: as many as it can. */
  readonly ratePerSecond: number | null;
  /** Whether readers are shown it as soon as it has caught up. */
  readonly promotes: boolean;
}

/** The kind of job: it ends when the version has caught up, or was cancelled. */
export const REBUILD_JOB = 'rebuild-projection';

/** The queue of a namespace in which rebuilds are asked for. */
export const rebuildQueue = (namespace: string): string => `${namespace}-projections`;
