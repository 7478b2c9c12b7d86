import { Option, Command } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import { orderOption, speedUnitOption } from './import.ts';
import { print, say } from './command-context.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir?: string;
  readonly import?: readonly string[];
  readonly once?: true;
  readonly out?: string;
  readonly keep?: true;
  readonly speedUnit: 'mps' | 'mph';
  readonly order: 'time' | 'file';
  readonly vehicles: number;
  readonly minutes: number;
}

/** `tacho demo` */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('run the whole line on servers of its own: a simulated fleet drives, the reports show it')
    .option('--import <files...>', 'post these CSV files instead of a simulated fleet')
    .addOption(
      new Option('--once', 'end when everything is reported (the default, unless --keep)').conflicts('keep'),
    )
    .option('--out <dir>', 'write route_hours.ndjson, vehicle_minutes.ndjson and balance.json')
    .option('--keep', 'leave everything running until Ctrl-C')
    .addOption(speedUnitOption())
    .addOption(orderOption())
    .addOption(
      new Option('--vehicles <n>', 'size of the simulated fleet').default(200).argParser(wholeNumber(1)),
    )
    .addOption(
      new Option('--minutes <n>', 'how long it drives, in simulated minutes')
        .default(20)
        .argParser(wholeNumber(1)),
    )
    .option(
      '--data-dir <dir>',
      'a new folder for the data; without it one that is removed at the end, unless --keep',
    )
    .showHelpAfterError()
    .action(async ({ dataDir, import: files = [], out, keep, ...options }: Options) => {
      await runDemo({
        ...options,
        ...(dataDir === undefined ? {} : { dataDir }),
        files,
        out: out ?? null,
        keep: keep === true,
        say,
        print,
        signal: stopSignal(),
      });
    });
