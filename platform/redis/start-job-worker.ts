import { UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { JobHandler } from '../core/jobs.ts';
import type { Logger } from '../core/logger.ts';
import { jobLock } from './job-lock.ts';

/** Whose jobs are done, and how. */
export interface JobWorkerSettings<D> {
  readonly redisUrl: string;
  readonly queue: string;
  /** Jobs of a worker that was not heard of for this long are begun again by others, milliseconds. */
  readonly lockMs: number;
  readonly handler: JobHandler<D>;
  readonly logger: Logger;
}

/** Something that does jobs. */
export interface JobWorker {
  /** `ok`, or what is wrong. */
  health(): string;
  /** Stops doing jobs; those under way are begun again by others, or at the next start. */
  close(): Promise<void>;
}

/** Jobs mostly wait for what others do. */
const CONCURRENCY = 16;
/** A worker that is killed leaves its jobs behind: that is no fault of theirs. */
const MAX_STALLED = 100_000;

/** Does the jobs of a queue, until closed. */
export function startJobWorker<D>(settings: JobWorkerSettings<D>): JobWorker {
  const { redisUrl, queue, lockMs, handler, logger } = settings;
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const stopping = new AbortController();
  let failure: string | null = null;
  const failed = (error: unknown): void => {
    failure = messageOf(error);
    logger.debug('jobs', { queue, reason: failure });
  };
  const worker = new Worker<D>(
    queue,
    (job) =>
      handler(job.data, (progress) => job.updateProgress({ ...progress }), stopping.signal).catch(
        (error: unknown) => {
          logger.warn('a job failed', { queue, job: job.id ?? '', reason: messageOf(error) });
          throw isFinal(error) ? new UnrecoverableError(messageOf(error)) : error;
        },
      ),
    { connection, concurrency: CONCURRENCY, maxStalledCount: MAX_STALLED, ...jobLock(lockMs) },
  );
  connection.on('error', failed);
  connection.on('ready', () => (failure = null));
  worker.on('error', failed);
  return {
    health: () => failure ?? 'ok',
    async close() {
      stopping.abort(new Error('the worker stops'));
      await worker.close();
      connection.disconnect();
    },
  };
}

const isFinal = (error: unknown): boolean => error instanceof TachoError && !ERRORS[error.code].retry;
