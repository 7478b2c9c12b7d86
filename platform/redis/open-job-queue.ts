import { Queue, type Job, type JobState as BullState } from 'bullmq';
import { Redis } from 'ioredis';
import type { JobProgress, JobQueue, JobState } from '../core/jobs.ts';

/** Where jobs of one kind are. */
export interface JobQueueSettings {
  readonly redisUrl: string;
  readonly queue: string;
  /** The kind of job. */
  readonly name: string;
}

/** A job that fails is tried again for as long as it may help; what cannot be healed fails at once. */
const ATTEMPTS = 100_000;
const BACK_OFF_MS = 2000;
const KEPT = 100;

/** Opens the queue of one kind of job; rejects what is asked of it while Redis does not answer. */
export function openJobQueue<D>({ redisUrl, queue: queueName, name }: JobQueueSettings): JobQueue<D> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  const queue = new Queue<D, void, string>(queueName, { connection });
  connection.on('error', () => undefined);
  queue.on('error', () => undefined);
  return {
    async ask(id, data) {
      const known = await queue.getJob(id);
      if ((await known?.getState()) === 'failed') await known?.remove();
      await queue.add(name as never, data as never, {
        jobId: id,
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: BACK_OFF_MS },
        removeOnComplete: { count: KEPT },
        removeOnFail: { count: KEPT },
      });
    },
    async withdraw(id) {
      const job = await queue.getJob(id);
      if (job === undefined || stateOf(await job.getState()) !== 'waiting') return false;
      // One that a worker takes up at this moment is locked, and stays.
      return job.remove().then(
        () => true,
        () => false,
      );
    },
    async find(id) {
      const job = await queue.getJob(id);
      return job === undefined ? null : standingOf(job);
    },
    async list() {
      const jobs = (await queue.getJobs()) as (Job<D, void> | undefined)[];
      // One that ends meanwhile may have been forgotten.
      const known = jobs.filter((job) => job !== undefined).toSorted((a, b) => a.timestamp - b.timestamp);
      return Promise.all(
        known.map(async (job) => ({
          id: job.id ?? '',
          data: job.data,
          askedAt: job.timestamp,
          ...(await standingOf(job)),
        })),
      );
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}

interface Standing {
  readonly progress: unknown;
  readonly failedReason?: string;
  getState(): Promise<BullState | 'unknown'>;
}

async function standingOf(job: Standing): Promise<JobState> {
  const progress = typeof job.progress === 'object' ? (job.progress as JobProgress | null) : null;
  return { state: stateOf(await job.getState()), progress, failure: reasonOf(job) };
}

/** Absent before the first failure, though the types do not say so. */
const reasonOf = ({ failedReason }: { readonly failedReason?: string }): string | null =>
  failedReason ?? null;

const stateOf = (state: BullState | 'unknown'): JobState['state'] =>
  state === 'active' || state === 'completed' || state === 'failed' ? state : 'waiting';
