import { Option, type Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { importPositions, type ImportTotals } from '../import-positions.ts';
import { findInstallation } from '../installation.ts';
import { newCommand, print, say, withEnvironment } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly speedUnit: 'mps' | 'mph';
  readonly order: 'time' | 'file';
  readonly url?: string;
  readonly key?: string;
  readonly json?: true;
}

/** Unit of the speeds in a file. */
export const speedUnitOption = (): Option =>
  new Option('--speed-unit <unit>', 'unit of the speed column').choices(['mps', 'mph']).default('mps');

/** Order in which a file is posted. */
export const orderOption = (): Option =>
  new Option('--order <order>', 'post by time, or as the file stands')
    .choices(['time', 'file'])
    .default('time');

/** `tacho import` */
export const importCommand = (): Command =>
  newCommand('import', 'post the positions of CSV files through the ingest API, as devices do')
    .argument(
      '<files...>',
      'CSV, also gzipped: vehicle_id, timestamp, speed, latitude, longitude, route_id, trip_id',
    )
    .addOption(speedUnitOption())
    .addOption(orderOption())
    .option('--url <url>', 'the ingest API; that of the installation unless given')
    .option('--key <id.secret>', 'key of a gateway; one is made unless given')
    .option('--json', 'print the totals as JSON')
    .action(async (files: string[], options: Options) => {
      const isElsewhere = options.url !== undefined && options.key !== undefined;
      const environment = isElsewhere ? process.env : await findInstallation(options.dataDir, process.env);
      await withEnvironment(environment, async (context) => {
        const ingestUrl = options.url ?? context.environment['INGEST_URL'];
        if (ingestUrl === undefined)
          throw new TachoError('server-missing', 'Say where the ingest API is: --url or INGEST_URL.');
        const { speedUnit, order, key } = options;
        const totals = await importPositions(context, {
          files,
          speedUnit,
          order,
          ingestUrl,
          say,
          ...(key === undefined ? {} : { key }),
        });
        for (const { file, line, problem } of totals.unreadable.slice(0, MAX_SHOWN))
          say(`${file}:${line}: ${problem}`);
        print(options.json === true ? JSON.stringify(totals) : textOf(totals));
      });
    });

const MAX_SHOWN = 20;

const textOf = ({ rows, accepted, quarantined, rejected, unreadable, retries }: ImportTotals): string =>
  `${rows} rows: ${accepted} accepted, ${quarantined} quarantined, ${rejected} rejected, ${unreadable.length} unreadable; ${retries} retries`;
