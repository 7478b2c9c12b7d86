import type { ArchiveSegment } from '../../core/archive-port.ts';

/** As many as the largest offset has, so that names are in the order of offsets. */
const DIGITS = 20;
const MANIFEST = /^(.+)\/(\d+)\/(\d{20})-(\d{20})\.json$/;

const pad = (offset: number): string => String(offset).padStart(DIGITS, '0');

/** The name of a segment, to which `.avro` and `.json` are added. */
export const segmentName = ({ topic, partition, from, next }: ArchiveSegment): string =>
  `${topic}/${partition}/${pad(from)}-${pad(next)}`;

/** The segment that a manifest of this name speaks of; null for every other file. */
export function archiveSegmentOf(name: string): ArchiveSegment | null {
  const [, topic, partition, from, next] = MANIFEST.exec(name) ?? [];
  if (topic === undefined) return null;
  return { topic, partition: Number(partition), from: Number(from), next: Number(next) };
}
