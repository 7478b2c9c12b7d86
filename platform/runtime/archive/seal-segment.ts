import type { ArchiveFormat, ArchivePort, Manifest } from '../../core/archive-port.ts';
import { manifestText, sha256Of } from './manifest-text.ts';
import type { AvroSchema } from '../../core/fields.ts';
import type { OpenSegment } from './open-segment.ts';

import { segmentName } from './segment-name.ts';

/** Where segments go. */
export interface SegmentSink {
  readonly archive: Pick<ArchivePort, 'write'>;
  readonly format: Pick<ArchiveFormat, 'file'>;
  /** The schema of an id, or null where there is none; rejects where nobody can say now. */
  readonly findSchema: (schemaId: number) => Promise<AvroSchema | null>;
}

/** What a segment is a segment of. */
export interface SealedPartition {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that the archive ever had of it. */
  readonly begins: number;
}

/** Writes a segment, and its manifest last: only then it counts. Doing it again changes nothing. */
export async function sealSegment(
  { archive, format, findSchema }: SegmentSink,
  { topic, partition, begins }: SealedPartition,
  open: OpenSegment,
): Promise<Manifest> {
  const { from, next, times } = open;
  const segment = { topic, partition, from, next };
  const blocks = await open.blocks();
  const schemas = new Map<number, AvroSchema>();
  for (const id of new Set(blocks.flatMap(({ schemaIds }) => [...schemaIds])).values()) {
    const schema = await findSchema(id);
    if (schema !== null) schemas.set(id, schema);
  }
  const file = format.file(segment, schemas, blocks);
  const manifest: Manifest = {
    ...segment,
    begins,
    records: blocks.reduce((sum, { records }) => sum + records, 0),
    bytes: file.length,
    rawBytes: blocks.reduce((sum, { rawBytes }) => sum + rawBytes, 0),
    sha256: sha256Of(file),
    ...times,
  };
  await archive.write(`${segmentName(segment)}.avro`, file);
  await archive.write(`${segmentName(segment)}.json`, manifestText(manifest));
  return manifest;
}
