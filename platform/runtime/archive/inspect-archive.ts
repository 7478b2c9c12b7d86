import type { ArchivePort, Manifest, ArchiveSegment } from '../../core/archive-port.ts';
import { messageOf, TachoError } from '../../core/errors.ts';
import { beginningOf } from './archive-reader.ts';
import { endOf, listSegments } from './list-segments.ts';
import { readManifest, readSegment, type SegmentSource } from './read-segment.ts';

/** What the archive has of a partition. */
export interface ArchivedPartitionStatus {
  readonly topic: string;
  readonly partition: number;
  readonly files: number;
  /** The first offset that it ever had, and the first that it does not have yet. */
  readonly begins: number;
  readonly next: number;
  readonly records: number;
  readonly bytes: number;
  readonly rawBytes: number;
  /** When the broker appended the newest record of it, UTC milliseconds, or null. */
  readonly lastAt: number | null;
  /** What is missing in between. */
  readonly gaps: readonly { readonly from: number; readonly next: number }[];
  /** Files that hold offsets of the one before them too, which does no harm. */
  readonly overlaps: number;
}

/** What is wrong with a part of the archive. */
export interface ArchiveProblem extends ArchiveSegment {
  readonly problem: string;
}

/** What was found when every file was read. */
export interface ArchiveVerification {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  readonly problems: readonly ArchiveProblem[];
}

/** What the archive has, by topic and partition, as its manifests say; throws where one cannot be read. */
export async function readArchiveStatus(
  archive: Pick<ArchivePort, 'list' | 'read'>,
): Promise<readonly ArchivedPartitionStatus[]> {
  const partitions = groupByPartition(await listSegments(archive, ''));
  const status: ArchivedPartitionStatus[] = [];
  for (const segments of partitions) status.push(await statusOf(archive, segments));
  return status;
}

/** Reads every file of the archive, and looks for what is missing, damaged or not as its manifest says. */
export async function verifyArchive(
  source: SegmentSource,
  onFile: (segment: ArchiveSegment) => void = () => undefined,
): Promise<ArchiveVerification> {
  const found = { files: 0, records: 0, bytes: 0 };
  const problems: ArchiveProblem[] = [];
  for (const segments of groupByPartition(await listSegments(source.archive, ''))) {
    const begins = (await beginningOf(source, segments)) ?? 0;
    problems.push(...gapsIn(segments, begins).map((gap) => ({ ...gap, problem: 'they are missing' })));
    for (const segment of segments) {
      onFile(segment);
      const read = await verifySegment(source, segment);
      if ('problem' in read) problems.push(read);
      else {
        found.files += 1;
        found.records += read.records;
        found.bytes += read.bytes;
      }
    }
  }
  return { ...found, problems };
}

async function verifySegment(
  source: SegmentSource,
  segment: ArchiveSegment,
): Promise<Manifest | ArchiveProblem> {
  try {
    let last = segment.from - 1;
    for await (const { records } of readSegment(source, segment, segment.from))
      for (const { offset } of records) {
        if (offset <= last || offset >= segment.next)
          return { ...segment, problem: `offset ${offset} stands after ${last}` };
        last = offset;
      }
    return await readManifest(source, segment);
  } catch (error) {
    if (error instanceof TachoError && error.code === 'archive-damaged')
      return { ...segment, problem: messageOf(error.cause) };
    throw error;
  }
}

async function statusOf(
  archive: Pick<ArchivePort, 'list' | 'read'>,
  segments: readonly ArchiveSegment[],
): Promise<ArchivedPartitionStatus> {
  const manifests: Manifest[] = [];
  for (const segment of segments) manifests.push(await readManifest({ archive }, segment));
  const begins = manifests.reduce((least, each) => Math.min(least, each.begins), Infinity);
  return {
    topic: segments[0]?.topic ?? '',
    partition: segments[0]?.partition ?? 0,
    files: segments.length,
    begins,
    next: endOf(segments) ?? begins,
    records: sumOf(manifests, ({ records }) => records),
    bytes: sumOf(manifests, ({ bytes }) => bytes),
    rawBytes: sumOf(manifests, ({ rawBytes }) => rawBytes),
    lastAt: manifests.reduce<number | null>((newest, { lastAt }) => lastAt ?? newest, null),
    gaps: gapsIn(segments, begins).map(({ from, next }) => ({ from, next })),
    overlaps: withReached(segments, begins).filter(({ segment, reached }) => segment.from < reached).length,
  };
}

/** What is in none of a partition's segments, from where its archive begins. */
const gapsIn = (segments: readonly ArchiveSegment[], begins: number): readonly ArchiveSegment[] =>
  withReached(segments, begins).flatMap(({ segment, reached }) =>
    segment.from > reached ? [{ ...segment, from: reached, next: segment.from }] : [],
  );

/** Each segment with how far those before it reach. */
function withReached(
  segments: readonly ArchiveSegment[],
  begins: number,
): readonly { readonly segment: ArchiveSegment; readonly reached: number }[] {
  let end = begins;
  return segments.map((segment) => {
    const reached = end;
    end = Math.max(end, segment.next);
    return { segment, reached };
  });
}

const sumOf = (manifests: readonly Manifest[], of: (manifest: Manifest) => number): number =>
  manifests.reduce((sum, manifest) => sum + of(manifest), 0);

function groupByPartition(segments: readonly ArchiveSegment[]): readonly (readonly ArchiveSegment[])[] {
  const groups = new Map<string, ArchiveSegment[]>();
  for (const segment of segments) {
    const name = `${segment.topic}/${segment.partition}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [segment]);
    else group.push(segment);
  }
  return [...groups.values()];
}
