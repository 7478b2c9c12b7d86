import type { ArchiveSegment } from '../../core/archive-port.ts';
import { TachoError } from '../../core/errors.ts';

/** The error that names a range of the archive and what is wrong with it, which alone is its cause. */
export const archiveDamaged = ({ topic, partition, from, next }: ArchiveSegment, what: string): TachoError =>
  new TachoError('archive-damaged', `${topic}/${partition}, offsets ${from}..${next - 1}: ${what}.`, what);
