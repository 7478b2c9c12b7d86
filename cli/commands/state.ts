import { Option, type Command } from 'commander';
import { stateAt, type Moment, type StateAnswer } from '../../platform/runtime/state/state-at.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { openLog } from '../connections.ts';
import { newCommand, print, withInstallation } from './command-context.ts';
import { parseInstant } from './parse-instant.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir: string;
  readonly at?: number;
  readonly offset?: number;
  readonly json?: true;
}

/** `tacho state` */
export const stateCommand = (): Command =>
  newCommand('state', 'what a processor of the first stage held of a key, now or at any moment of the log')
    .argument('<processor>', 'for example detect-status-changes or summarize-vehicle-minutes')
    .argument('<key>', 'of its events: the id of a vehicle')
    .option('--at <time>', 'when the log had come to this instant (ISO 8601, with its zone)', parseInstant)
    .addOption(
      new Option('--offset <n>', 'right after the record at this offset of the partition of the key')
        .argParser(wholeNumber(0))
        .conflicts('at'),
    )
    .option('--json', 'print it as JSON')
    .action((processor: string, key: string, options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const connection = await openLog(environment, lifecycle);
        const answer = await stateAt(
          { ...connection, tick: TimePassed },
          { processor, key, moment: momentOf(options), signal: stopSignal() },
        );
        print(options.json === true ? JSON.stringify(answer, null, 2) : textOf(answer));
      }),
    );

function momentOf({ at, offset }: Options): Moment {
  if (offset !== undefined) return { kind: 'offset', offset };
  return at === undefined ? { kind: 'now' } : { kind: 'time', time: at };
}

function textOf({ processor, version, key, standing, held }: StateAnswer): string {
  const { topic, partition, next, time, snapshot, read } = standing;
  const since =
    snapshot === null ? 'the beginning of the log' : `the snapshot before offset ${snapshot.next}`;
  return [
    `${processor} version ${version}, key ${key}`,
    `before ${topic}/${partition}/${next}, when ${time ?? 'no time'} had passed`,
    `from ${since} and ${read} records since`,
    JSON.stringify(
      held.kind === 'processor' ? { state: held.state, waiting: held.waiting } : held.windows,
      null,
      2,
    ),
  ].join('\n');
}
