import type { ArchiveFormat, ArchivePort, Manifest, ArchiveSegment } from '../../core/archive-port.ts';
import { messageOf } from '../../core/errors.ts';
import type { LogRange, LogRecord } from '../../core/ports.ts';
import { archiveDamaged } from './archive-damaged.ts';
import { parseManifest, sha256Of } from './manifest-text.ts';
import { segmentName } from './segment-name.ts';

/** Where segments are and how they are read. */
export interface SegmentSource {
  readonly archive: Pick<ArchivePort, 'list' | 'read'>;
  readonly format: Pick<ArchiveFormat, 'records'>;
}

/** What is said of a segment; throws `archive-damaged` where nothing is, or it cannot be read. */
export async function readManifest(
  { archive }: Pick<SegmentSource, 'archive'>,
  segment: ArchiveSegment,
): Promise<Manifest> {
  const bytes = await archive.read(`${segmentName(segment)}.json`);
  if (bytes === null) throw archiveDamaged(segment, 'its manifest is missing');
  const manifest = parseManifest(bytes);
  if (manifest === null || segmentName(manifest) !== segmentName(segment))
    throw archiveDamaged(segment, 'its manifest is not as it was written');
  return manifest;
}

/** The file of a segment; throws `archive-damaged` where it is missing or is not the one that was sealed. */
export async function readFile(
  { archive }: Pick<SegmentSource, 'archive'>,
  manifest: Manifest,
): Promise<Buffer> {
  const file = await archive.read(`${segmentName(manifest)}.avro`);
  if (file === null) throw archiveDamaged(manifest, 'its file is missing');
  if (file.length !== manifest.bytes)
    throw archiveDamaged(manifest, `its file has ${file.length} bytes instead of ${manifest.bytes}`);
  if (sha256Of(file) !== manifest.sha256) throw archiveDamaged(manifest, 'its checksum differs');
  return file;
}

/**
 * The records of a segment from an offset on, as ranges without gap up to its end. Its checksum is compared before
 * the first record is given; throws `archive-damaged`, which names the range.
 */
export async function* readSegment(
  source: SegmentSource,
  segment: ArchiveSegment,
  from: number,
): AsyncGenerator<LogRange> {
  const manifest = await readManifest(source, segment);
  const file = await readFile(source, manifest);
  const { partition, next } = segment;
  let position = from;
  let count = 0;
  for await (const records of blocksOf(source, manifest, file)) {
    count += records.length;
    const end = (records.at(-1)?.offset ?? -1) + 1;
    if (end <= position) continue;
    const wanted = records.filter(({ offset }) => offset >= position);
    yield { partition, from: position, next: end, records: wanted };
    position = end;
  }
  if (count !== manifest.records)
    throw archiveDamaged(manifest, `its file has ${count} records instead of ${manifest.records}`);
  if (position < next) yield { partition, from: position, next, records: [] };
}

async function* blocksOf(
  { format }: SegmentSource,
  manifest: Manifest,
  file: Buffer,
): AsyncGenerator<readonly LogRecord[]> {
  try {
    yield* format.records(file);
  } catch (error) {
    throw archiveDamaged(manifest, messageOf(error));
  }
}
