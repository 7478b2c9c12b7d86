import type { JobQueue } from '../../platform/core/jobs.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import { readSettings, type Environment } from '../../platform/settings/read-settings.ts';
import { queueSettings } from '../../platform/settings/settings.ts';
import { VERSION_JOB, versionQueue, type VersionAsked } from '../../processors/versions/version-job.ts';

/** Opens the queue in which versions are asked for, for as long as its lifecycle. */
export async function openVersionJobs(
  namespace: string,
  { environment, lifecycle }: { readonly environment: Environment; readonly lifecycle: Lifecycle },
): Promise<JobQueue<VersionAsked>> {
  const { REDIS_URL: redisUrl } = readSettings(queueSettings, environment);
  const { openJobQueue } = await import('../../platform/redis/open-job-queue.ts');
  return lifecycle.own(
    openJobQueue<VersionAsked>({ redisUrl, queue: versionQueue(namespace), name: VERSION_JOB }),
  );
}
