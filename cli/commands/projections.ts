import { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { lifeId } from '../../projections/lives/life.ts';
import { endLife } from '../projections/end-life.ts';
import { formatLives } from '../projections/format-lives.ts';
import { openLives } from '../projections/open-lives.ts';
import { candidateFor, promoteLives, type PromotionWish } from '../projections/promote-lives.ts';
import { readLives } from '../projections/read-lives.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';
import { projectionsRebuildCommand, projectionsResetCommand } from './projections-rebuild.ts';
import { projectionsVerifyCommand } from './projections-verify.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  tacho projections                                   how all versions stand
  tacho projections rebuild route_hours --wait        build the next version beside the one that is shown
  tacho projections verify route_hours                compare the two
  tacho projections promote route_hours               show the new one
  tacho projections rollback route_hours              show the old one again
  tacho projections retire route_hours --version 1    remove the old one`;

/** `tacho projections list|rebuild|verify|promote|rollback|retire|reset` */
export const projectionsCommand = (): Command =>
  new Command('projections')
    .description('projections and their versions: build one beside another, compare, show it, go back')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(projectionsRebuildCommand())
    .addCommand(projectionsVerifyCommand())
    .addCommand(promoteCommand())
    .addCommand(rollbackCommand())
    .addCommand(retireCommand())
    .addCommand(projectionsResetCommand());

const listCommand = (): Command =>
  newCommand('list', 'all projections with their versions')
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        print(formatLives(await readLives(await openLives(context), Date.now()), options));
      }),
    );

const promoteCommand = (): Command =>
  newCommand('promote', 'show readers the version that has caught up and was compared; several at once')
    .argument('<name...>', 'the projections, as `projections list` shows them')
    .option('--version <n>', 'the version; the newest one that has caught up unless given', wholeNumber(1))
    .option('--force', 'also one that was not compared, or differs')
    .addHelpText('after', '\nExample:\n  tacho projections promote route_hours route_days')
    .action((projections: readonly string[], options: Options & PromotionWish) =>
      withInstallation(options, async (context) => {
        const connection = await openLives(context);
        const lives = projections.map((name) => candidateFor(name, options, connection.directory));
        const tookMs = await promoteLives(lives, connection);
        say(`${lives.map(lifeId).join(', ')}: shown; the views took ${Math.round(tookMs)} ms`);
      }),
    );

const rollbackCommand = (): Command =>
  newCommand('rollback', 'show readers the version again that was shown before; it has kept running')
    .argument('<name>', 'the projection')
    .action((projection: string, options: Options) =>
      withInstallation(options, async (context) => {
        const connection = await openLives(context);
        const life = connection.directory.before(projection);
        if (life === undefined)
          throw new TachoError(
            'projection-refused',
            `No version of ${projection} was shown before, and still runs.`,
          );
        const tookMs = await promoteLives([life], connection);
        say(`${lifeId(life)} is shown again; the view took ${Math.round(tookMs)} ms`);
      }),
    );

const retireCommand = (): Command =>
  newCommand(
    'retire',
    'end a version that is not shown, and remove its table, checkpoints and consumer group',
  )
    .argument('<name>', 'the projection')
    .requiredOption('--version <n>', 'its version', wholeNumber(1))
    .action((projection: string, options: Options & { readonly version: number }) =>
      withInstallation(options, async (context) => {
        const connection = await openLives(context);
        const life = connection.directory.find({ projection, version: options.version });
        if (life === undefined)
          throw new TachoError('projection-unknown', lifeId({ projection, ...options }));
        await endLife(life, 'retired', connection, stopSignal());
        say(`${lifeId(life)} is retired; nothing of it is left`);
      }),
    );
