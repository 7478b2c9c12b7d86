import { openArchive } from '../../platform/assembly/open-archive.ts';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { Log } from '../../platform/core/ports.ts';
import { readArchiveStatus } from '../../platform/runtime/archive/inspect-archive.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { logSettings } from '../../platform/settings/settings.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { openBareLog } from '../connections.ts';
import type { ArchiveRow } from './format-archive.ts';

/** The archive that the settings name, for as long as the lifecycle of a command; null where they name none. */
export async function archiveIn({ environment, lifecycle }: CommandContext): Promise<ArchivePort | null> {
  const archive = await openArchive(
    readSettings(
      logSettings.pick({ ARCHIVE_DIR: true, ARCHIVE_S3_REGION: true, ARCHIVE_S3_ENDPOINT: true }),
      environment,
    ),
  );
  return archive === null ? null : lifecycle.own(archive);
}

/** What the archive has of each partition, and what Kafka has. Throws `archive-damaged` where a manifest cannot be read. */
export async function readArchiveRows(
  archive: ArchivePort,
  context: CommandContext,
): Promise<readonly ArchiveRow[]> {
  const status = await readArchiveStatus(archive);
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
