import { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { DeadLetterReleased } from '../../schemas/events/dead-letter-released.ts';
import { openLog, openTables } from '../connections.ts';
import { deadLetterIdOf } from '../dead/dead-letter.ts';
import { formatDeadLetter, letterAsJson, tableOfDeadLetters } from '../dead/format-dead-letters.ts';
import { readerOf, readersOf, type DeadConnection } from '../dead/dead-readers.ts';
import { readDeadLetters, type FoundLetter } from '../dead/read-dead-letters.ts';
import { releaseDeadLetters } from '../dead/release-dead-letters.ts';
import type { Released } from '../dead/release-taker.ts';
import { openProgress } from '../progress.ts';
import { newCommand, print, say, withInstallation, type CommandContext } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
  readonly fold?: string;
  readonly released?: true;
  readonly all?: true;
  readonly yes?: true;
}

/** `tacho dead list|show|redrive|discard` */
export const deadCommand = (): Command =>
  new Command('dead')
    .description('records that could not be processed: look at them, try them again, or give them up')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(redriveCommand())
    .addCommand(discardCommand());

const FOLD = 'the processor or projection, as `dead list` names it';
const ORIGINS = 'where the records came from, as `dead list` names them';

const listCommand = (): Command =>
  newCommand('list', 'dead letters that are outstanding')
    .option('--fold <name>', 'of this processor or projection alone')
    .option('--released', 'those that were released or discarded, too')
    .option('--json', 'print them as NDJSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        const connection = await openDead(context);
        const { fold } = options;
        const readers = fold === undefined ? await readersOf(connection) : [await readerOf(connection, fold)];
        const all = await readDeadLetters(connection, readers);
        const shown = all.filter(({ state }) => options.released === true || state !== 'released');
        print(
          options.json === true
            ? shown.map((letter) => JSON.stringify(letterAsJson(letter))).join('\n')
            : tableOfDeadLetters(shown),
        );
      }),
    );

const showCommand = (): Command =>
  newCommand('show', 'all there is to know of a dead letter')
    .argument('<fold>', FOLD)
    .argument('<origin>', 'where the record came from, as `dead list` names it')
    .option('--json', 'print it as JSON')
    .action((fold: string, origin: string, options: Options) =>
      withInstallation(options, async (context) => {
        const connection = await openDead(context);
        const [letter] = chosen(await readDeadLetters(connection, [await readerOf(connection, fold)]), [
          origin,
        ]);
        if (letter === undefined) return;
        await connection.codec.learn([letter.value]);
        print(
          options.json === true
            ? JSON.stringify(letterAsJson(letter, connection.codec), null, 2)
            : formatDeadLetter(letter, connection.codec),
        );
      }),
    );

const redriveCommand = (): Command =>
  newCommand(
    'redrive',
    'give dead letters to their processor or projection once more, in their order; releasing one twice is releasing it once',
  )
    .argument('<fold>', FOLD)
    .argument('[origins...]', ORIGINS)
    .option('--all', 'all that are outstanding')
    .option('--json', 'print what came of each as NDJSON')
    .action((fold: string, origins: string[], options: Options) =>
      withInstallation(options, async (context) => {
        if (origins.length === 0 && options.all !== true)
          throw new TachoError('dead-letter-unknown', 'Name some, or say --all.');
        const released = await release(context, fold, 'redrive', options.all === true ? null : origins);
        tell(released, options);
        const remaining = released.filter(({ result }) => REMAINS.includes(result)).length;
        if (remaining > 0) throw new TachoError('dead-letters-remain', `${remaining} stay outstanding.`);
      }),
    );

const discardCommand = (): Command =>
  newCommand('discard', 'give dead letters up; their records stay in the log and in the dead-letter topic')
    .argument('<fold>', FOLD)
    .argument('<origins...>', ORIGINS)
    .option('--yes', 'yes, they are not needed')
    .option('--json', 'print what came of each as NDJSON')
    .action((fold: string, origins: string[], options: Options) =>
      withInstallation(options, async (context) => {
        if (options.yes !== true)
          throw new TachoError('not-confirmed', `${origins.length} would be given up by ${fold}.`);
        tell(await release(context, fold, 'discard', origins), options);
      }),
    );

/** Nothing is asked of ClickHouse where no projection has dead letters. */
const openDead = async ({ environment, lifecycle }: CommandContext): Promise<DeadConnection> => ({
  ...(await openLog(environment, lifecycle, [DeadLetterReleased])),
  tables: await openTables(environment, lifecycle),
});

/** Releases those that are named, or all that are outstanding. */
async function release(
  context: CommandContext,
  fold: string,
  action: 'redrive' | 'discard',
  origins: readonly string[] | null,
): Promise<Released[]> {
  const connection = await openDead(context);
  const reader = await readerOf(connection, fold);
  const all = await readDeadLetters(connection, [reader]);
  const letters =
    origins === null ? all.filter(({ state }) => state === 'outstanding') : chosen(all, origins);
  const appender = context.lifecycle.own(await connection.log.appender());
  const progress = openProgress({ label: action, unit: 'dead letters', total: letters.length });
  try {
    const now = Date.now();
    const onProgress = (done: number): void => progress.update(done);
    return await releaseDeadLetters(connection, reader, letters, { action, now, appender, onProgress });
  } finally {
    progress.close();
  }
}

/** The dead letters of some origins; throws where one of them is none. */
function chosen(letters: readonly FoundLetter[], origins: readonly string[]): FoundLetter[] {
  const missing = origins.filter((origin) => !letters.some((letter) => deadLetterIdOf(letter) === origin));
  if (missing.length > 0) throw new TachoError('dead-letter-unknown', missing.join(', '));
  return letters.filter((letter) => origins.includes(deadLetterIdOf(letter)));
}

const REMAINS: readonly Released['result'][] = ['dead again', 'too large'];

const WORDS = {
  released: 'done',
  'released before': 'nothing to do, it was released before',
  unchanged: 'nothing done: an earlier one of its key comes first, or it was released meanwhile',
  'dead again': 'dead again',
  'too large': 'nothing done: too large to be processed again; discard it, or have it sent anew',
} as const;

function tell(released: readonly Released[], { json }: Options): void {
  for (const each of released) {
    const { result, letter } = each;
    const reason = each.result === 'dead again' ? each.reason : undefined;
    if (json === true) print(JSON.stringify({ origin: deadLetterIdOf(letter), result, reason }));
    else print(`${deadLetterIdOf(letter)}  ${WORDS[result]}${reason === undefined ? '' : `: ${reason}`}`);
  }
  const count = (wanted: Released['result']): number =>
    released.filter(({ result }) => result === wanted).length;
  const unchanged = count('released before') + count('unchanged') + count('too large');
  say(`${count('released')} released, ${count('dead again')} dead again, ${unchanged} unchanged`);
}
