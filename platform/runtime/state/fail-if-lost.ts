import { TachoError } from '../../core/errors.ts';

/** Throws `offsets-lost` where a partition begins above the offset that is wanted next. */
export function failIfLost(topic: string, partition: number, next: number, low: number): void {
  if (next < low)
    throw new TachoError(
      'offsets-lost',
      `${topic}/${partition} begins at ${low}; ${next}..${low - 1} were not read.`,
    );
}
