import { randomBytes } from 'node:crypto';
import { registerDevices } from '../ingest/register-devices.ts';
import { openLog } from './connections.ts';
import type { CommandContext } from './commands/command-context.ts';
import { openDeviceClient } from './device-client.ts';
import type { PostRetry } from './device/post-batch.ts';
import type { PostTotals } from './device/post-totals.ts';
import { deviceWriter } from './device-writer.ts';
import { openProgress } from './progress.ts';
import type { TelemetryReport } from './sources/telemetry-report.ts';
import { readPositionsCsv, sortByTime } from './sources/positions-csv.ts';

export interface ImportOptions {
  readonly files: readonly string[];
  readonly speedUnit: 'mps' | 'mph';
  readonly order: 'time' | 'file';
  readonly ingestUrl: string;
  /** `id.secret`; a gateway's key for all vehicles is made where none is given. */
  readonly key?: string;
  /** Told when the API does not take reports for a while. */
  readonly say: (text: string) => void;
}

/** What became of the rows of the imported files. */
export interface ImportTotals extends PostTotals {
  /** Rows that could be read, and with the unreadable ones all of them. */
  readonly rows: number;
  readonly unreadable: readonly { readonly file: string; readonly line: number; readonly problem: string }[];
}

/**
 * Posts the positions of CSV files through the ingest API as devices do: all of them in the order of time, whatever
 * file they stand in, or in the order of the files.
 */
export async function importPositions(
  context: CommandContext,
  options: ImportOptions,
): Promise<ImportTotals> {
  const token = options.key ?? (await makeGatewayKey(context));
  const client = openDeviceClient({ url: options.ingestUrl, token, onRetry: sayOfRetry(options.say) });
  const unreadable: ImportTotals['unreadable'][number][] = [];
  const read: TelemetryReport[][] = [];
  for (const file of options.files) {
    const { reports, rejected } = await readPositionsCsv(file, { speedUnit: options.speedUnit });
    unreadable.push(...rejected.map((reject) => ({ file, ...reject })));
    read.push(reports);
  }
  const all = options.order === 'time' ? sortByTime(read.flat()) : read.flat();
  const progress = openProgress({ label: labelOf(options.files), unit: 'reports', total: all.length });
  for (const [index, report] of all.entries()) {
    await client.push(report);
    progress.update(index + 1);
  }
  await client.flush();
  progress.close();
  return { ...client.totals(), rows: all.length + unreadable.length, unreadable };
}

const labelOf = ([first = '', ...more]: readonly string[]): string =>
  more.length === 0 ? `import ${first}` : `import ${first} and ${more.length} more`;

const UNREMARKABLE_RETRIES = 2;

/** A request that is made again once or twice is everyday life; after that somebody may want to know. */
const sayOfRetry =
  (say: ImportOptions['say']) =>
  ({ retry, reason }: PostRetry): void => {
    if (retry > UNREMARKABLE_RETRIES) say(`${reason}; trying again`);
  };

/** A key of its own for every import, so that what an import posted can be told from the rest. */
async function makeGatewayKey({ environment, lifecycle }: CommandContext): Promise<string> {
  const connection = await openLog(environment, lifecycle);
  const writer = await deviceWriter(connection, lifecycle);
  const [made] = await registerDevices([{ vehicles: ['*'], label: 'tacho import' }], {
    ...writer,
    randomBytes,
  });
  if (made === undefined) throw new Error('no key was made');
  return made.key;
}
