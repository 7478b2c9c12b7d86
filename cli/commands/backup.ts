import type { Command } from 'commander';
import type { BackedUpTable } from '../../platform/clickhouse/backup-tables.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { openBackups } from '../connections.ts';
import { formatTable } from '../format-table.ts';
import { openProgress } from '../progress.ts';
import { newCommand, print, say, withInstallation, type CommandContext } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

/** `tacho backup` */
export const backupCommand = (): Command =>
  newCommand('backup', 'keep all tables of the reports aside, by ClickHouse’s own BACKUP')
    .argument('[name]', 'the folder within those that ClickHouse keeps backups in; the time unless given')
    .option('--json', 'print it as JSON')
    .action((name: string | undefined, options: Options) =>
      withInstallation(options, async (context) => {
        const chosen = name ?? new Date().toISOString().slice(0, 19).replaceAll(':', '-');
        const tables = await work('backup', chosen, context);
        print(options.json === true ? JSON.stringify({ name: chosen, tables }, null, 2) : textOf(tables));
        say(`Backed up as ${chosen}. The log is not in it: keep what docs/backup.md names, too.`);
      }),
    );

/** `tacho restore` */
export const restoreCommand = (): Command =>
  newCommand(
    'restore',
    'bring a backup back into a ClickHouse without tables, best without workers: "tacho up --servers-only"',
  )
    .argument('<name>', 'as it was backed up')
    .option('--json', 'print it as JSON')
    .action((name: string, options: Options) =>
      withInstallation(options, async (context) => {
        const tables = await work('restore', name, context);
        print(options.json === true ? JSON.stringify({ name, tables }, null, 2) : textOf(tables));
        say('Start the workers: they go on where the checkpoints stand.');
      }),
    );

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

async function work(
  action: 'backup' | 'restore',
  name: string,
  { environment, lifecycle }: CommandContext,
): Promise<readonly BackedUpTable[]> {
  if (!NAME.test(name))
    throw new TachoError(
      'configuration-invalid',
      `${name} is no name of a backup: letters, digits, ".", "_" and "-".`,
    );
  const backups = await openBackups(environment, lifecycle);
  const progress = openProgress({ label: action, unit: 'bytes' });
  try {
    return await backups[action](name, (bytes) => progress.update(bytes));
  } finally {
    progress.close();
  }
}

const textOf = (tables: readonly BackedUpTable[]): string =>
  formatTable([['TABLE', 'ROWS', 'BYTES'], ...tables.map(({ table, rows, bytes }) => [table, rows, bytes])]);
