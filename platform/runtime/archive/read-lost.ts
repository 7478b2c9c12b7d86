import { TachoError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { Log, LogRange } from '../../core/ports.ts';
import type { ArchiveReader } from './archive-reader.ts';

/** A log, and the archive of what it no longer has. */
export interface ArchivedLog {
  readonly log: Log;
  readonly reader: ArchiveReader;
  readonly logger: Logger;
}

/** The first offset that the log has of a partition. */
export const lowOf = async (log: Pick<Log, 'admin'>, topic: string, partition: number): Promise<number> =>
  (await log.admin.offsets(topic))[partition]?.low ?? 0;

/**
 * What the log no longer has from an offset on, out of the archive; returns the offset at which the log goes on.
 * Retention goes on meanwhile, so the log is asked again after each look. Throws `offsets-lost` where the archive ends
 * before the log begins, and `archive-damaged` where a part of it is missing or damaged. Where nothing was ever
 * archived the log goes on at once, with whatever it does then.
 */
export async function* readLost(
  { log, reader }: Pick<ArchivedLog, 'log' | 'reader'>,
  topic: string,
  partition: number,
  from: number,
): AsyncGenerator<LogRange, number> {
  for (let position = from; ;) {
    const low = await lowOf(log, topic, partition);
    if (position >= low) return position;
    const begins = await reader.begins(topic, partition);
    if (begins === null || begins >= low) return position;
    const start = Math.max(position, begins);
    position = start;
    for await (const range of reader.read(topic, partition, start, low)) {
      yield range;
      position = range.next;
    }
    if (position === start) throw lost(topic, partition, position, low);
  }
}

const lost = (topic: string, partition: number, next: number, low: number): TachoError =>
  new TachoError(
    'offsets-lost',
    `${topic}/${partition} begins at ${low}, and its archive ends at ${next}: ${next}..${low - 1} are in neither.`,
  );
