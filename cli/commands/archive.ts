import { Command } from 'commander';
import { archiveFormat } from '../../platform/avro/archive-format.ts';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { verifyArchive } from '../../platform/runtime/archive/inspect-archive.ts';
import { formatArchive, formatVerification } from '../archive/format-archive.ts';
import { archiveIn, readArchiveRows } from '../archive/read-archive.ts';
import { newCommand, print, withInstallation, type CommandContext } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

/** `tacho archive status|verify` */
export const archiveCommand = (): Command =>
  new Command('archive')
    .description('files that keep what Kafka’s retention takes: what is there, and whether it is whole')
    .addCommand(statusCommand())
    .addCommand(verifyCommand());

const statusCommand = (): Command =>
  newCommand('status', 'files, offsets and sizes by topic and partition, and what is missing')
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        const rows = await readArchiveRows(await archiveOf(context), context);
        print(options.json === true ? JSON.stringify(rows, null, 2) : formatArchive(rows));
      }),
    );

const verifyCommand = (): Command =>
  newCommand('verify', 'read every file and compare its checksum')
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        const found = await verifyArchive({ archive: await archiveOf(context), format: archiveFormat });
        print(options.json === true ? JSON.stringify(found, null, 2) : formatVerification(found));
        if (found.problems.length > 0)
          throw new TachoError('archive-damaged', `Wrong are ${found.problems.length} ranges.`);
      }),
    );

async function archiveOf(context: CommandContext): Promise<ArchivePort> {
  const archive = await archiveIn(context);
  if (archive === null) throw new TachoError('configuration-invalid', 'ARCHIVE_DIR: where is the archive?');
  return archive;
}
