import { archiveFormat } from '../avro/archive-format.ts';
import type { ArchivePort } from '../core/archive-port.ts';
import type { Logger } from '../core/logger.ts';
import type { Log } from '../core/ports.ts';
import { makeArchiveDirectory, openDirectoryArchive } from '../files/open-directory-archive.ts';
import { createArchiveReader } from '../runtime/archive/archive-reader.ts';
import { withArchive } from '../runtime/archive/with-archive.ts';

/** Where the archive is, as the settings say it. */
export interface ArchiveSettings {
  /** A directory, or `s3://bucket/prefix`. */
  readonly ARCHIVE_DIR?: string | undefined;
  readonly ARCHIVE_S3_REGION: string;
  readonly ARCHIVE_S3_ENDPOINT?: string | undefined;
}

const BUCKET = /^s3:\/\/([^/]+)\/?(.*?)\/*$/;

/** The archive that the settings name, or null where they name none. */
export async function openArchive(settings: ArchiveSettings): Promise<ArchivePort | null> {
  const { ARCHIVE_DIR: place, ARCHIVE_S3_REGION: region, ARCHIVE_S3_ENDPOINT: endpoint } = settings;
  if (place === undefined) return null;
  const [, bucket, prefix = ''] = BUCKET.exec(place) ?? [];
  if (bucket === undefined) return openDirectoryArchive(place);
  // Its client is large, and most do without.
  const { openS3Archive } = await import('../s3/open-s3-archive.ts');
  return openS3Archive({ bucket, prefix, region, endpoint });
}

/** The same for whoever fills it: a new directory begins empty; a bucket has to be there. */
export async function makeArchive(settings: ArchiveSettings): Promise<ArchivePort | null> {
  const { ARCHIVE_DIR: place } = settings;
  if (place !== undefined && !BUCKET.test(place)) await makeArchiveDirectory(place);
  return openArchive(settings);
}

/** The log, which goes back into the archive where the settings name one. */
export async function logWithArchive(log: Log, settings: ArchiveSettings, logger: Logger): Promise<Log> {
  const archive = await openArchive(settings);
  if (archive === null) return log;
  return withArchive({ log, reader: createArchiveReader({ archive, format: archiveFormat }), logger });
}
