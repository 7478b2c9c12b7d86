import { Command } from 'commander';
import { openArchive } from '../../platform/assembly/open-archive.ts';
import { archiveFormat } from '../../platform/avro/archive-format.ts';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { Log } from '../../platform/core/ports.ts';
import { readArchiveStatus, verifyArchive } from '../../platform/runtime/archive/inspect-archive.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { logSettings } from '../../platform/settings/settings.ts';
import { formatArchive, formatVerification, type ArchiveRow } from '../archive/format-archive.ts';
import { openBareLog } from '../connections.ts';
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
        const rows = await readRows(context);
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

async function archiveOf({ environment, lifecycle }: CommandContext): Promise<ArchivePort> {
  const archive = await openArchive(
    readSettings(
      logSettings.pick({ ARCHIVE_DIR: true, ARCHIVE_S3_REGION: true, ARCHIVE_S3_ENDPOINT: true }),
      environment,
    ),
  );
  if (archive === null) throw new TachoError('configuration-invalid', 'ARCHIVE_DIR: where is the archive?');
  return lifecycle.own(archive);
}

async function readRows(context: CommandContext): Promise<readonly ArchiveRow[]> {
  const status = await readArchiveStatus(await archiveOf(context));
  const log = await kafkaOf(context);
  const rows: ArchiveRow[] = [];
  for (const row of status) {
    const offsets = await log?.admin.offsets(row.topic).catch(() => null);
    rows.push({ ...row, kafka: offsets?.[row.partition] ?? null });
  }
  return rows;
}

/** The log without its archive, or null where it does not answer: the archive is there all the same. */
async function kafkaOf({ environment, lifecycle }: CommandContext): Promise<Log | null> {
  try {
    return (await openBareLog({ ...environment, ARCHIVE_DIR: '' }, lifecycle)).log;
  } catch (error) {
    if (error instanceof TachoError && error.code === 'server-missing') return null;
    throw error;
  }
}
