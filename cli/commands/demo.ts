import { once } from 'node:events';
import { Option, Command } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import { orderOption, speedUnitOption } from './import.ts';
import { print, say } from './command-context.ts';

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
    .option('--once', 'end when everything is reported (the default, unless --keep)')
    .option('--out <dir>', 'write route_hours.ndjson, vehicle_minutes.ndjson and balance.json')
    .option('--keep', 'leave everything running until Ctrl-C')
    .addOption(speedUnitOption())
    .addOption(orderOption())
    .addOption(new Option('--vehicles <n>', 'size of the simulated fleet').default(200).argParser(Number))
    .addOption(
      new Option('--minutes <n>', 'how long it drives, in simulated minutes').default(20).argParser(Number),
    )
    .option('--data-dir <dir>', 'where data goes; a fresh folder that is removed at the end unless given')
    .showHelpAfterError()
    .action(async ({ dataDir, import: files = [], out, keep, ...options }: Options) => {
      await runDemo({
        ...options,
        ...(dataDir === undefined ? {} : { dataDir }),
        files,
        out: out ?? null,
        keep: keep === true && options.once !== true,
        say,
        print,
        stopped: Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]),
      });
    });
