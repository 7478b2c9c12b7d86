import { setTimeout as sleep } from 'node:timers/promises';
import { TachoError, type ErrorCode } from '../platform/core/errors.ts';
import type { JobQueue } from '../platform/core/jobs.ts';
import { openProgress } from './progress.ts';

const LOOK_EVERY_MS = 500;

/** How a job is followed. */
export interface Following {
  readonly signal: AbortSignal;
  /** The error as which its failure is thrown. */
  readonly refusal: ErrorCode;
}

/** Shows how far a job has come until it has ended; to stop looking does not stop the job. */
export async function followJob(
  id: string,
  jobs: Pick<JobQueue<unknown>, 'find'>,
  { signal, refusal }: Following,
): Promise<void> {
  const progress = openProgress({ label: id, unit: 'offsets' });
  try {
    for (;;) {
      const job = await jobs.find(id);
      if (job?.progress) progress.update(job.progress.done, job.progress.total);
      if (job?.state === 'failed') throw new TachoError(refusal, job.failure ?? '');
      if (job === null || job.state === 'completed') return;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } finally {
    progress.close();
  }
}
