import type { ArchivePort } from '../../core/archive-port.ts';
import { TachoError } from '../../core/errors.ts';
import type { LogAdmin } from '../../core/ports.ts';
import { beginningOf } from './archive-reader.ts';
import { endOf, segmentsOf } from './list-segments.ts';

/** Where the archive of a partition goes on. */
export interface ArchivePlace {
  /** The first offset that it ever had. */
  readonly begins: number;
  /** The first offset that is to be archived now. */
  readonly next: number;
  /** Where the archive ends, where the log has lost what follows; else null. */
  readonly lostFrom: number | null;
}

/**
 * Looks up where the archive of a partition ends: that is where it goes on, or at the log's beginning where it has
 * nothing, or where what follows is lost. Throws `offsets-lost` where it is the archive of another log.
 */
export async function takeArchiveOver(
  { archive, admin }: { readonly archive: ArchivePort; readonly admin: Pick<LogAdmin, 'offsets'> },
  topic: string,
  partition: number,
): Promise<ArchivePlace> {
  const [segments, offsets] = await Promise.all([
    segmentsOf(archive, topic, partition),
    admin.offsets(topic),
  ]);
  const [begins, next] = [await beginningOf({ archive }, segments), endOf(segments)];
  const { low, end } = offsets[partition] ?? { low: 0, end: 0 };
  if (next === null || begins === null) return { begins: low, next: low, lostFrom: null };
  if (next > end)
    throw new TachoError(
      'offsets-lost',
      `${topic}/${partition} ends at ${end}, before its archive at ${next}: it is another log, which asks for another archive.`,
    );
  return next < low ? { begins, next: low, lostFrom: next } : { begins, next, lostFrom: null };
}
