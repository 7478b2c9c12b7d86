import { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { runId } from '../../processors/versions/version-run.ts';
import { openLog } from '../connections.ts';
import { endVersion, ENDINGS } from '../processors/end-version.ts';
import { formatProcessors } from '../processors/format-processors.ts';
import { openVersionJobs } from '../processors/open-version-jobs.ts';
import { readProcessors } from '../processors/read-processors.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';
import { processorStartCommand } from './processor-start.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

/** `tacho processor list|start|status|cancel|retire` */
export const processorCommand = (): Command =>
  new Command('processor')
    .description('processors and their versions: start one beside another, follow it, end it')
    .addCommand(listCommand())
    .addCommand(processorStartCommand())
    .addCommand(statusCommand())
    .addCommand(endCommand('cancel'))
    .addCommand(endCommand('retire'));

const listCommand = (): Command =>
  newCommand('list', 'all processors with the versions that run')
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        print(formatProcessors(await readProcessors(await openLog(environment, lifecycle, [])), options));
      }),
    );

interface NameOptions extends Options {
  readonly version?: number;
}

const statusCommand = (): Command =>
  newCommand('status', 'how the versions of a processor stand, and how far their jobs have come')
    .argument('<processor>', 'its name')
    .option('--version <n>', 'only this version', wholeNumber(1))
    .option('--json', 'print it as JSON')
    .action((processor: string, options: NameOptions) =>
      withInstallation(options, async (context) => {
        const connection = await openLog(context.environment, context.lifecycle);
        const found = (await readProcessors(connection)).filter(
          (each) => each.processor === processor && each.version === (options.version ?? each.version),
        );
        if (found.length === 0) throw new TachoError('processor-unknown', processor);
        const jobs = await openVersionJobs(connection.names.namespace, context);
        const withJobs = await Promise.all(
          found.map(async (each) => ({ ...each, job: await jobs.find(runId(each)) })),
        );
        print(formatProcessors(withJobs, options));
      }),
    );

const endCommand = (name: keyof typeof ENDINGS): Command =>
  newCommand(name, ENDINGS[name].text)
    .argument('<processor>', 'its name')
    .requiredOption('--version <n>', 'its version', wholeNumber(2))
    .action((processor: string, options: Options & { readonly version: number }) =>
      withInstallation(options, async (context) => {
        const connection = await openLog(context.environment, context.lifecycle);
        say(await endVersion(name, { processor, version: options.version }, connection, context));
      }),
    );
