import { Command } from 'commander';
import { formatJobs, formatJob } from '../jobs/format-jobs.ts';
import { changeJob, type JobChange } from '../jobs/change-job.ts';
import { findJob, readJobs } from '../jobs/read-jobs.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  tacho jobs                            all long jobs: rebuilds, and versions of processors
  tacho jobs show route_hours-v2        how far one is, by partition
  tacho jobs pause route_hours-v2
  tacho jobs cancel route_hours-v2      end it and remove what it has built`;

/** `tacho jobs list|show|pause|resume|cancel|retry` */
export const jobsCommand = (): Command =>
  new Command('jobs')
    .description('long jobs: rebuilds of projections and versions of processors that catch up')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(changeCommand('pause', 'have a rebuild stand still'))
    .addCommand(changeCommand('resume', 'have a rebuild go on that was paused'))
    .addCommand(changeCommand('cancel', 'end a job, and remove what a rebuild has built'))
    .addCommand(changeCommand('retry', 'have a job go on that has failed, or that the queue has lost'));

const listCommand = (): Command =>
  newCommand('list', 'all jobs that are known; of those that have ended the last ones')
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        print(formatJobs(await readJobs(context), options));
      }),
    );

const showCommand = (): Command =>
  newCommand('show', 'how far one is, by partition')
    .argument('<id>', 'the job, as `jobs list` shows it')
    .option('--json', 'print it as JSON')
    .action((id: string, options: Options) =>
      withInstallation(options, async (context) => {
        print(formatJob(await findJob(id, context), options));
      }),
    );

const changeCommand = (change: JobChange, description: string): Command =>
  newCommand(change, description)
    .argument('<id>', 'the job, as `jobs list` shows it')
    .action((id: string, options: Options) =>
      withInstallation(options, async (context) => {
        say(await changeJob(id, change, context, stopSignal()));
      }),
    );
