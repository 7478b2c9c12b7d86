import type { Rules } from '../rules.ts';

/** What a job `start-version` is asked for. */
export interface VersionAsked {
  readonly processor: string;
  readonly version: number;
  /** Speaks of what was appended since, UTC milliseconds; null: from the beginning. */
  readonly from: number | null;
  /** How long before it begins to read, milliseconds; null: one horizon. */
  readonly warmUpMs: number | null;
  /** The topic that it reads; null: that of its set. */
  readonly source: string | null;
  /** The rules that it is made with; null: those of the worker. */
  readonly rules: Rules | null;
}

/** The kind of job: it ends when the version has caught up, so what waits for it may then be done. */
export const VERSION_JOB = 'start-version';

/** The queue of a namespace in which versions are asked for. */
export const versionQueue = (namespace: string): string => `${namespace}-versions`;
