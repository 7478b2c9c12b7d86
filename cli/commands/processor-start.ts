import { InvalidArgumentError, Option, type Command } from 'commander';
import { days } from '../../platform/core/durations.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { rulesSettings } from '../../platform/settings/settings.ts';
import type { VersionAsked } from '../../processors/versions/version-job.ts';
import { runId } from '../../processors/versions/version-run.ts';
import { openLog, type LogConnection } from '../connections.ts';
import { readRules } from '../../processors/read-processor-sets.ts';
import { askVersion } from '../processors/ask-version.ts';
import { formatProcessors } from '../processors/format-processors.ts';
import { followJob } from '../follow-job.ts';
import { openVersionJobs } from '../processors/open-version-jobs.ts';
import { readProcessors, readVersions, type ProcessorStatus } from '../processors/read-processors.ts';
import { newCommand, print, say, withInstallation, type CommandContext } from './command-context.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface StartOptions {
  readonly dataDir: string;
  readonly json?: true;
  readonly version?: number;
  readonly from: number | null;
  readonly warmUp?: number;
  readonly reads?: string;
  readonly rules?: string;
  readonly detach?: true;
}

/** `tacho processor start` */
export const processorStartCommand = (): Command =>
  newCommand('start', 'start a version beside the one that runs, and show how far it has come')
    .argument('<processor>', 'its name, as `processor list` shows it')
    .option('--version <n>', 'its version; the next one unless given', wholeNumber(2))
    .addOption(
      new Option('--from <time>', '"beginning", or an ISO 8601 time from which it speaks')
        .default(null, '"beginning"')
        .argParser(instant),
    )
    .option(
      '--warm-up <days>',
      'how long before that time it begins to read; one horizon unless given',
      wholeNumber(0),
    )
    .option('--reads <topic>', 'what it reads instead, such as vehicle-minutes.v2')
    .option('--rules <file>', 'the rules that it is made with; those of this environment unless given')
    .option('--detach', 'do not wait until it has caught up')
    .option('--json', 'print how it stands as JSON')
    .action((processor: string, options: StartOptions) =>
      withInstallation(options, async (context) => {
        const connection = await openLog(context.environment, context.lifecycle);
        const asked = await askedOf(processor, options, connection, context);
        const jobs = await openVersionJobs(connection.names.namespace, context);
        await jobs.ask(runId(asked), asked);
        say(`${runId(asked)} is asked for`);
        if (options.detach !== true)
          await followJob(runId(asked), jobs, { signal: stopSignal(), refusal: 'version-refused' });
        const isAsked = ({ processor: name, version }: ProcessorStatus): boolean =>
          name === processor && version === asked.version;
        print(formatProcessors((await readProcessors(connection)).filter(isAsked), options));
      }),
    );

async function askedOf(
  processor: string,
  { version, from, warmUp, reads, rules }: StartOptions,
  connection: LogConnection,
  { environment }: CommandContext,
): Promise<VersionAsked> {
  const { TACHO_RULES } = readSettings(rulesSettings, environment);
  const wish = {
    processor,
    ...(version === undefined ? {} : { version }),
    from,
    warmUpMs: warmUp === undefined ? null : days(warmUp),
    source: reads ?? null,
  };
  return askVersion(wish, await readRules(rules ?? TACHO_RULES), await readVersions(connection), Date.now());
}

function instant(text: string): number | null {
  if (text === 'beginning') return null;
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at))
    throw new InvalidArgumentError('It must be "beginning" or an ISO 8601 time, such as 2016-11-25T06:00Z.');
  return at;
}
