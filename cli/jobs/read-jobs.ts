import { TachoError } from '../../platform/core/errors.ts';
import type { JobProgress, ListedJob } from '../../platform/core/jobs.ts';
import type { RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { isUnfinished, lifeId } from '../../projections/lives/life.ts';
import type { VersionAsked } from '../../processors/versions/version-job.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { openVersionJobs } from '../processors/open-version-jobs.ts';
import { openLives, openRebuildJobs, type LivesConnection } from '../projections/open-lives.ts';

/** How a job stands. */
export interface JobStatus {
  readonly id: string;
  readonly kind: 'rebuild' | 'processor version';
  /** As the queue has it; of a rebuild that is paused, cancelled or without a job, what the log of lives says. */
  readonly state: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly progress: JobProgress | null;
  readonly failure: string | null;
}

/** All jobs that are known, those of projections first. */
export async function readJobs(context: CommandContext): Promise<readonly JobStatus[]> {
  const connection = await openLives(context);
  const { namespace } = connection.names;
  const rebuilds = await (await openRebuildJobs(namespace, context)).list();
  const versions = await (await openVersionJobs(namespace, context)).list();
  const ids = new Set(rebuilds.map(({ id }) => id));
  const lost = connection.directory.all().filter((life) => isUnfinished(life) && !ids.has(lifeId(life)));
  return [
    ...rebuilds.map((job) => rebuildStatus(job, connection)),
    ...lost.map((life) => ({
      id: lifeId(life),
      kind: 'rebuild' as const,
      state: 'lost by the queue',
      askedAt: new Date(life.startedAt).toISOString(),
      progress: null,
      failure: life.failure,
    })),
    ...versions.map((job) => statusOf(job, 'processor version')),
  ];
}

/** One of them; throws `job-unknown`. */
export async function findJob(id: string, context: CommandContext): Promise<JobStatus> {
  const job = (await readJobs(context)).find((each) => each.id === id);
  if (job === undefined) throw new TachoError('job-unknown', id);
  return job;
}

function rebuildStatus(job: ListedJob<RebuildAsked>, { directory }: LivesConnection): JobStatus {
  const state = directory.find(job.data)?.state;
  const isElsewhere = state === 'paused' || state === 'cancelled' || state === 'failed';
  return { ...statusOf(job, 'rebuild'), ...(isElsewhere ? { state } : {}) };
}

const statusOf = (
  { id, state, askedAt, progress, failure }: ListedJob<RebuildAsked | VersionAsked>,
  kind: JobStatus['kind'],
): JobStatus => ({
  ...{ id, kind, state, askedAt: new Date(askedAt).toISOString(), progress },
  failure: state === 'completed' ? null : failure,
});
