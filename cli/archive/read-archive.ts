import { openArchive } from '../../platform/assembly/open-archive.ts';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { readArchiveStatus } from '../../platform/runtime/archive/inspect-archive.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { logSettings } from '../../platform/settings/settings.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { openLogIfThere } from '../connections.ts';
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
  { environment, lifecycle }: CommandContext,
): Promise<readonly ArchiveRow[]> {
  const status = await readArchiveStatus(archive);
  // Without its archive, which would say that it has what Kafka has not.
  const kafka = await openLogIfThere({ ...environment, ARCHIVE_DIR: '' }, lifecycle);
  const rows: ArchiveRow[] = [];
  for (const row of status) {
    const offsets = await kafka?.log.admin.offsets(row.topic).catch(() => null);
    rows.push({ ...row, kafka: offsets?.[row.partition] ?? null });
  }
  return rows;
}
