import type { Command } from 'commander';
import { formatTable } from '../format-table.ts';
import { formatHotKeys } from '../status/format-hot-keys.ts';
import { readStatus, type InstallationStatus } from '../status/read-status.ts';
import { newCommand, print, withInstallation } from './command-context.ts';

/** `tacho status` */
export const statusCommand = (): Command =>
  newCommand('status', 'servers, workers, lag and checkpoints, and where to ask')
    .option('--json', 'print it as JSON')
    .action((options: { readonly dataDir: string; readonly json?: true }) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const status = await readStatus(environment, lifecycle, Date.now());
        print(options.json === true ? JSON.stringify(status, null, 2) : textOf(status));
      }),
    );

const textOf = ({ servers, workers, readers, hotKeys, urls }: InstallationStatus): string =>
  [
    formatTable([['SERVER', 'STATE'], ...Object.entries(servers)]),
    formatTable([['WORKER', 'STATE'], ...Object.entries(workers)]),
    formatTable([
      ['READER', 'READS', 'LAG, EVENTS', 'LAG, SECONDS', 'CHECKPOINT BY PARTITION'],
      ...readers.map(({ name, reads, lagEvents, lagSeconds, checkpoint }) => [
        name,
        reads,
        lagEvents ?? '-',
        lagSeconds ?? '-',
        checkpoint.length === 0 ? '-' : checkpoint.join(' '),
      ]),
    ]),
    ...(hotKeys === null ? [] : formatHotKeys(hotKeys)),
    formatTable(Object.entries(urls)),
  ].join('\n\n');
