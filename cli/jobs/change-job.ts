import { TachoError } from '../../platform/core/errors.ts';
import type { JobQueue } from '../../platform/core/jobs.ts';
import { appendLifeEvent } from '../../projections/lives/append-life-event.ts';
import { isUnfinished, lifeId, type Life } from '../../projections/lives/life.ts';
import type { RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { ProjectionVersionPaused } from '../../schemas/events/projection-version-paused.ts';
import { ProjectionVersionResumed } from '../../schemas/events/projection-version-resumed.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { endVersion } from '../processors/end-version.ts';
import { openVersionJobs } from '../processors/open-version-jobs.ts';
import { endLife } from '../projections/end-life.ts';
import { openLives, openRebuildJobs, type LivesConnection } from '../projections/open-lives.ts';

/** What can be done to a job. */
export type JobChange = 'pause' | 'resume' | 'cancel' | 'retry';

/** Changes a job and says in words what was done; throws `job-unknown`, or a refusal that says why. */
export async function changeJob(
  id: string,
  change: JobChange,
  context: CommandContext,
  signal: AbortSignal,
): Promise<string> {
  const connection = await openLives(context);
  const jobs = await openRebuildJobs(connection.names.namespace, context);
  const life = connection.directory.all().find((each) => lifeId(each) === id);
  if (life !== undefined) return changeLife(life, change, jobs, connection, signal);
  // Nobody has begun it, or it was refused.
  const asked = (await jobs.list()).find((job) => job.id === id);
  if (asked === undefined) return changeVersion(id, change, connection, context);
  if (change === 'cancel' && (await jobs.withdraw(id))) return `${id} is taken back; it had not begun`;
  if (change !== 'retry') throw new TachoError('projection-refused', `${id} has not begun.`);
  await jobs.ask(id, asked.data);
  return `${id} is asked for again`;
}

async function changeLife(
  life: Life,
  change: JobChange,
  jobs: JobQueue<RebuildAsked>,
  connection: LivesConnection,
  signal: AbortSignal,
): Promise<string> {
  const id = lifeId(life);
  const { projection, version: projectionVersion, state } = life;
  const about = { projection, projectionVersion };
  const refuse = (): never => {
    throw new TachoError('projection-refused', `${id} is ${state}.`);
  };
  switch (change) {
    case 'pause':
      if (state !== 'building') refuse();
      await appendLifeEvent(ProjectionVersionPaused, about, connection.writer);
      return `${id} stands still`;
    case 'resume':
      if (state !== 'paused') refuse();
      await appendLifeEvent(ProjectionVersionResumed, about, connection.writer);
      return `${id} goes on`;
    case 'cancel':
      await endLife(life, 'cancelled', connection, signal);
      return `${id} is cancelled; nothing of it is left`;
    case 'retry':
      if (!isUnfinished(life)) refuse();
      if (state === 'failed') await appendLifeEvent(ProjectionVersionResumed, about, connection.writer);
      await jobs.ask(id, askedFor(life));
      return `${id} goes on`;
    default:
      return change satisfies never;
  }
}

/** A version that has begun goes on where its checkpoints are, whatever is asked for. */
const askedFor = ({ projection, version, source, ratePerSecond, promotes }: Life): RebuildAsked => ({
  ...{ projection, version, source, ratePerSecond, promotes },
  from: { kind: 'earliest' },
  to: null,
});

async function changeVersion(
  id: string,
  change: JobChange,
  connection: LivesConnection,
  context: CommandContext,
): Promise<string> {
  const jobs = await openVersionJobs(connection.names.namespace, context);
  const job = (await jobs.list()).find((each) => each.id === id);
  if (job === undefined) throw new TachoError('job-unknown', id);
  if (change === 'cancel') return endVersion('cancel', job.data, connection, context);
  if (change !== 'retry')
    throw new TachoError(
      'version-refused',
      `A version of a processor cannot be ${change}d; it can be cancelled.`,
    );
  await jobs.ask(id, job.data);
  return `${id} goes on`;
}
