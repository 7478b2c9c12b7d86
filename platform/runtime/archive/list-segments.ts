import type { ArchivePort, ArchiveSegment } from '../../core/archive-port.ts';
import { archiveSegmentOf } from './segment-name.ts';

/** The segments below a folder of the archive by topic, partition and offset; `''` for all. */
export async function listSegments(
  archive: Pick<ArchivePort, 'list'>,
  folder: string,
): Promise<readonly ArchiveSegment[]> {
  return (await archive.list(folder))
    .map(archiveSegmentOf)
    .filter((segment) => segment !== null)
    .sort(byPlace);
}

/** The segments of a partition in the order of their offsets. */
export const segmentsOf = (
  archive: Pick<ArchivePort, 'list'>,
  topic: string,
  partition: number,
): Promise<readonly ArchiveSegment[]> => listSegments(archive, `${topic}/${partition}`);

/** Of the segments that hold an offset the one that reaches furthest: two owners of a partition may have sealed both. */
export function segmentAt(segments: readonly ArchiveSegment[], offset: number): ArchiveSegment | undefined {
  return segments
    .filter(({ from, next }) => from <= offset && offset < next)
    .reduce<ArchiveSegment | undefined>(
      (best, each) => (each.next > (best?.next ?? 0) ? each : best),
      undefined,
    );
}

/** The first offset that is not archived; null where nothing is. */
export const endOf = (segments: readonly ArchiveSegment[]): number | null =>
  segments.length === 0 ? null : segments.reduce((end, { next }) => Math.max(end, next), 0);

const byPlace = (a: ArchiveSegment, b: ArchiveSegment): number =>
  a.topic === b.topic
    ? a.partition - b.partition || a.from - b.from || a.next - b.next
    : a.topic < b.topic
      ? -1
      : 1;
