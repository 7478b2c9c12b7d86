import type { ArchiveSegment } from '../../core/archive-port.ts';
import { TachoError } from '../../core/errors.ts';
import type { LogRange } from '../../core/ports.ts';
import { archiveDamaged } from './archive-damaged.ts';
import { segmentAt, segmentsOf } from './list-segments.ts';
import { readManifest, readSegment, type SegmentSource } from './read-segment.ts';

/** What the archive has of the partitions of a log. */
export interface ArchiveReader {
  /** The first offset that the archive ever had of a partition, whether it still has it or not; null where it has nothing. */
  begins(topic: string, partition: number): Promise<number | null>;
  /**
   * The records from an offset on, without gap, at least up to another one as far as the archive goes. Throws
   * `archive-damaged` where something is missing in between.
   */
  read(topic: string, partition: number, from: number, upTo: number): AsyncGenerator<LogRange>;
  /** The first record of the archive that was appended at an instant or later; null where there is none. */
  offsetAt(topic: string, partition: number, time: number): Promise<number | null>;
}

/** Reads an archive; what has been listed is remembered, and looked for again where it does not go far enough. */
export function createArchiveReader(source: SegmentSource): ArchiveReader {
  const listed = new Map<string, readonly ArchiveSegment[]>();
  const beginnings = new Map<string, number>();

  const list = async (topic: string, partition: number): Promise<readonly ArchiveSegment[]> => {
    const segments = await segmentsOf(source.archive, topic, partition);
    listed.set(`${topic}/${partition}`, segments);
    return segments;
  };
  const find = async (topic: string, partition: number, offset: number): Promise<ArchiveSegment | null> => {
    const known = segmentAt(listed.get(`${topic}/${partition}`) ?? [], offset);
    if (known !== undefined) return known;
    const segments = await list(topic, partition);
    const found = segmentAt(segments, offset);
    if (found !== undefined) return found;
    const further = segments.find(({ from }) => from > offset);
    if (further === undefined) return null;
    throw archiveDamaged({ topic, partition, from: offset, next: further.from }, 'they are missing');
  };
  return {
    async begins(topic, partition) {
      const known = beginnings.get(`${topic}/${partition}`);
      if (known !== undefined) return known;
      const begins = await beginningOf(source, await list(topic, partition));
      if (begins !== null) beginnings.set(`${topic}/${partition}`, begins);
      return begins;
    },
    async *read(topic, partition, from, upTo) {
      for (let position = from; position < upTo;) {
        const segment = await find(topic, partition, position);
        if (segment === null) return;
        yield* readSegment(source, segment, position);
        position = segment.next;
      }
    },
    async offsetAt(topic, partition, time) {
      const segments = await list(topic, partition);
      for (const segment of await fromTime(source, segments, time))
        for await (const { records } of readSegment(source, segment, segment.from)) {
          const found = records.find(({ appendedAt }) => appendedAt >= time);
          if (found !== undefined) return found.offset;
        }
      return null;
    },
  };
}

/**
 * The first offset that the archive ever had of a partition whose segments these are; null where there are none.
 * Each manifest says it, so that the first segments are missed where they are gone.
 */
export async function beginningOf(
  source: Pick<SegmentSource, 'archive'>,
  segments: readonly ArchiveSegment[],
): Promise<number | null> {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { begins } = await readManifest(source, last).catch((error: unknown) => {
    // Whoever reads as far as there is told; whoever reads further on does not need to know.
    if (error instanceof TachoError && error.code === 'archive-damaged') return { begins: first.from };
    throw error;
  });
  return Math.min(begins, first.from);
}

/** The segments from the first one on whose last record is of that time or later, by halving: the broker's times do not go back. */
async function fromTime(
  source: SegmentSource,
  segments: readonly ArchiveSegment[],
  time: number,
): Promise<readonly ArchiveSegment[]> {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const last = await lastRecord(source, segments, middle, high);
    if (last !== null && last.at < time) low = last.index + 1;
    else high = middle;
  }
  return segments.slice(low);
}

/** When the last record of a segment was appended, or of the first one after it that has records. */
async function lastRecord(
  source: SegmentSource,
  segments: readonly ArchiveSegment[],
  from: number,
  to: number,
): Promise<{ readonly index: number; readonly at: number } | null> {
  for (const [index, segment] of segments.entries()) {
    if (index < from || index >= to) continue;
    const { lastAt } = await readManifest(source, segment);
    if (lastAt !== null) return { index, at: lastAt };
  }
  return null;
}
