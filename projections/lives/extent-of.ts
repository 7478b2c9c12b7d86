import { TachoError } from '../../platform/core/errors.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { LogPlace, RebuildAsked } from './rebuild-job.ts';

/** What a rebuild reads, by partition. */
export interface Extent {
  readonly from: readonly number[];
  readonly ends: readonly number[];
  readonly to: readonly number[] | null;
}

/** Looks up what a rebuild reads of a topic; throws `projection-refused` where the log does not have it. */
export async function extentOf(
  admin: Pick<LogAdmin, 'offsets' | 'offsetsAt'>,
  topic: string,
  { from, to }: Pick<RebuildAsked, 'from' | 'to'>,
): Promise<Extent> {
  const known = await admin.offsets(topic);
  const look = async (place: LogPlace): Promise<readonly number[]> => {
    if (place.kind === 'time') return admin.offsetsAt(topic, place.at);
    return place.kind === 'earliest' ? known.map(({ low }) => low) : place.offsets;
  };
  const extent = {
    from: await look(from),
    ends: known.map(({ end }) => end),
    to: to === null ? null : await look(to),
  };
  for (const offsets of [extent.from, extent.to ?? extent.from])
    if (offsets.length !== known.length)
      throw refused(`${topic} has ${known.length} partitions, not ${offsets.length}`);
  known.forEach(({ low, end }, partition) => {
    const begin = extent.from[partition] ?? low;
    const limit = extent.to?.[partition] ?? Infinity;
    if (begin < low || begin > end) throw refused(`${topic}/${partition} has ${low} to ${end}, not ${begin}`);
    if (limit < begin) throw refused(`${topic}/${partition} would be read from ${begin} to ${limit}`);
  });
  return extent;
}

const refused = (detail: string): TachoError => new TachoError('projection-refused', `${detail}.`);
