import { archiveFormat } from '../avro/archive-format.ts';
import type { ArchivePort } from '../core/archive-port.ts';
import type { Logger } from '../core/logger.ts';
import type { Log } from '../core/ports.ts';
import { makeArchiveDirectory, openDirectoryArchive } from '../files/open-directory-archive.ts';
import { createArchiveReader } from '../runtime/archive/archive-reader.ts';
import { withArchive } from '../runtime/archive/with-archive.ts';

/** Where the archive is, as the settings say it. */
export interface ArchiveSettings {
  readonly ARCHIVE_DIR?: string | undefined;
}

/** The archive that the settings name, or null where they name none. */
export const openArchive = ({ ARCHIVE_DIR: directory }: ArchiveSettings): ArchivePort | null =>
  directory === undefined ? null : openDirectoryArchive(directory);

/** The same for whoever fills it: a new archive begins empty. */
export async function makeArchive(settings: ArchiveSettings): Promise<ArchivePort | null> {
  if (settings.ARCHIVE_DIR !== undefined) await makeArchiveDirectory(settings.ARCHIVE_DIR);
  return openArchive(settings);
}

/** The log, which goes back into the archive where the settings name one. */
export function logWithArchive(log: Log, settings: ArchiveSettings, logger: Logger): Log {
  const archive = openArchive(settings);
  if (archive === null) return log;
  return withArchive({ log, reader: createArchiveReader({ archive, format: archiveFormat }), logger });
}
