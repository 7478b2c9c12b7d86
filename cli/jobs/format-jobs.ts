import { formatTable } from '../format-table.ts';
import type { JobStatus } from './read-jobs.ts';

interface Format {
  readonly json?: true;
}

const HEADING = ['JOB', 'KIND', 'STATE', 'DONE', 'OF', 'A SECOND', 'SECONDS LEFT', 'ASKED AT'];

/** Jobs as a table, or as JSON. */
export const formatJobs = (jobs: readonly JobStatus[], { json }: Format): string =>
  json === true ? JSON.stringify(jobs, null, 2) : formatTable([HEADING, ...jobs.map(rowOf)]);

/** One job with its partitions, or as JSON. */
export function formatJob(job: JobStatus, { json }: Format): string {
  if (json === true) return JSON.stringify(job, null, 2);
  const partitions = job.progress?.partitions ?? [];
  return [
    formatTable([HEADING, rowOf(job)]),
    ...(job.failure === null ? [] : ['', job.failure]),
    ...(partitions.length === 0 ? [] : ['']),
    ...(partitions.length === 0
      ? []
      : [
          formatTable([
            ['PARTITION', 'DONE', 'OF'],
            ...partitions.map(({ done, total }, partition) => [partition, done, total]),
          ]),
        ]),
  ].join('\n');
}

const rowOf = ({ id, kind, state, progress, askedAt }: JobStatus): readonly (string | number)[] => [
  id,
  kind,
  state,
  progress?.done ?? '-',
  progress?.total ?? '-',
  progress === null ? '-' : Math.round(progress.perSecond),
  progress === null || progress.secondsLeft === null ? '-' : Math.ceil(progress.secondsLeft),
  askedAt,
];
