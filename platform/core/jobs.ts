/** How far a long job has come. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  /** At that rate; null where it cannot be said. */
  readonly secondsLeft: number | null;
  /** The same of each partition, where there are such. */
  readonly partitions?: readonly Pick<JobProgress, 'done' | 'total'>[];
}

/** A job as it stands. */
export interface JobState {
  readonly state: 'waiting' | 'active' | 'completed' | 'failed';
  readonly progress: JobProgress | null;
  /** Why it failed for good, or failed last before it is tried again. */
  readonly failure: string | null;
}

/** A job with what was asked. */
export interface ListedJob<D> extends JobState {
  readonly id: string;
  readonly data: D;
  /** UTC milliseconds. */
  readonly askedAt: number;
}

/** Asks for long jobs, and looks at them; whoever asks may leave. */
export interface JobQueue<D> {
  /** Asks for a job under an id; one that is there under that id stays, unless it has failed for good. */
  ask(id: string, data: D): Promise<void>;
  /** Takes back what nobody has begun yet; says whether there was such a job. */
  withdraw(id: string): Promise<boolean>;
  /** Null where there is none, or none any more. */
  find(id: string): Promise<JobState | null>;
  /** All that are known, in the order in which they were asked for; of those that have ended, the last ones. */
  list(): Promise<readonly ListedJob<D>[]>;
  close(): Promise<void>;
}

/** Does a job from wherever it stands: after a kill it is begun again. Rejects with the signal's reason when aborted. */
export type JobHandler<D> = (
  data: D,
  onProgress: (progress: JobProgress) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;
