import type { Command } from 'commander';
import { extentOf, type Extent } from '../../projections/lives/extent-of.ts';
import { sourceOfLife } from '../../projections/lives/life-declaration.ts';
import { lifeId } from '../../projections/lives/life.ts';
import type { LogPlace, RebuildAsked } from '../../projections/lives/rebuild-job.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { tableOf } from '../../platform/core/define-projection.ts';
import { behindOf } from '../balance/reading-place-of.ts';
import { followJob } from '../follow-job.ts';
import { askRebuild } from '../projections/ask-rebuild.ts';
import { formatLives } from '../projections/format-lives.ts';
import { openLives, openRebuildJobs, type LivesConnection } from '../projections/open-lives.ts';
import { readLives } from '../projections/read-lives.ts';
import { readPlace } from '../projections/read-place.ts';
import { newCommand, print, say, withInstallation, type CommandContext } from './command-context.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface RebuildOptions {
  readonly dataDir: string;
  readonly from: string;
  readonly to?: string;
  readonly rate?: number;
  readonly reads?: string;
  readonly promote?: true;
  readonly dryRun?: true;
  readonly wait?: true;
  readonly json?: true;
}

const PLACE = '"earliest", an ISO 8601 time, or a .json file with an offset for each partition';

const EXAMPLES = `
Examples:
  tacho projections rebuild route_hours --dry-run
  tacho projections rebuild route_hours --wait --rate 50000
  tacho projections rebuild vehicle_minutes --reads vehicle-minutes.v2
  tacho projections rebuild vehicle_positions --from 2016-11-01 --to offsets.json`;

/** `tacho projections rebuild` */
export const projectionsRebuildCommand = (): Command =>
  newCommand('rebuild', 'build the next version beside the one that is shown, from what the log holds')
    .argument('<name>', 'the projection, as `projections list` shows it')
    .option('--from <place>', PLACE, 'earliest')
    .option('--to <place>', 'where it ends; it goes on with what comes unless given')
    .option('--rate <n>', 'so many events a second at most until it has caught up', wholeNumber(1))
    .option('--reads <topic>', 'what it reads instead, such as vehicle-minutes.v2')
    .option('--promote', 'show readers the new version as soon as it has caught up, without comparing')
    .option('--dry-run', 'only say what would be done')
    .option('--wait', 'show how far it has come until it has caught up')
    .option('--json', 'print how it stands as JSON')
    .addHelpText('after', EXAMPLES)
    .action((projection: string, options: RebuildOptions) =>
      withInstallation(options, (context) => rebuild(projection, options, context)),
    );

/** `tacho projections reset` */
export const projectionsResetCommand = (): Command =>
  newCommand(
    'reset',
    'have a projection begin elsewhere: a new version is built from there, and shown when it has caught up',
  )
    .argument('<name>', 'the projection')
    .requiredOption('--to <place>', PLACE)
    .option('--rate <n>', 'so many events a second at most until it has caught up', wholeNumber(1))
    .option('--dry-run', 'only say what would be done')
    .option('--wait', 'show how far it has come until it has caught up')
    .option('--json', 'print how it stands as JSON')
    .addHelpText('after', '\nExample:\n  tacho projections reset route_hours --to 2016-11-01 --wait')
    .action((projection: string, { to: from, ...options }: RebuildOptions & { readonly to: string }) =>
      withInstallation(options, (context) =>
        rebuild(projection, { ...options, from, promote: true }, context),
      ),
    );

async function rebuild(projection: string, options: RebuildOptions, context: CommandContext): Promise<void> {
  const connection = await openLives(context);
  const asked = askRebuild(
    {
      projection,
      source: options.reads ?? null,
      from: await readPlace(options.from),
      to: options.to === undefined ? null : endOf(await readPlace(options.to)),
      ratePerSecond: options.rate ?? null,
      promotes: options.promote === true,
    },
    connection.directory,
  );
  const topic = connection.names.topicName(sourceOfLife(asked));
  const extent = await extentOf(connection.admin, topic, asked);
  if (options.dryRun === true) {
    print(planText(asked, topic, extent));
    return;
  }
  await ask(asked, options, connection, context);
}

function endOf(place: LogPlace): Exclude<LogPlace, { readonly kind: 'earliest' }> {
  if (place.kind !== 'earliest') return place;
  throw new TachoError('projection-refused', 'It cannot end where it begins.');
}

async function ask(
  asked: RebuildAsked,
  options: RebuildOptions,
  connection: LivesConnection,
  context: CommandContext,
): Promise<void> {
  const id = lifeId(asked);
  const jobs = await openRebuildJobs(connection.names.namespace, context);
  await jobs.ask(id, asked);
  say(`${id} is asked for; "tacho jobs show ${id}" says how far it is`);
  if (options.wait !== true) return;
  await followJob(id, jobs, { signal: stopSignal(), refusal: 'projection-refused' });
  await connection.directory.refresh();
  const ofIt = (await readLives(connection, Date.now())).filter(
    (each) => each.projection === asked.projection,
  );
  print(formatLives(ofIt, options));
}

function planText(asked: RebuildAsked, topic: string, { from, ends, to }: Extent): string {
  const until = to ?? ends;
  const total = behindOf(until, from);
  return [
    `${lifeId(asked)} would be built in table ${tableOf({ name: asked.projection, version: asked.version })},`,
    `from ${topic}, ${total} offsets${to === null ? ' and what comes' : ''}:`,
    ...from.map(
      (offset, partition) => `  partition ${partition}: ${offset} to ${until[partition] ?? offset}`,
    ),
    asked.promotes
      ? 'It would be shown as soon as it has caught up.'
      : 'It would not be shown before "promote".',
  ].join('\n');
}
