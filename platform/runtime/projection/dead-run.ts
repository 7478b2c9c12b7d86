import { TachoError } from '../../core/errors.ts';

/** More failures than this one after the other are not poison but a fault of ours. */
const MAX_DEAD_IN_A_ROW = 100;

/** Counts records that could not be processed one after the other. */
export interface DeadRun {
  /** A record was processed: the row of failures is at its end. */
  end(): void;
  /** Throws `too-many-dead-letters` where it is one too many. */
  extend(origin: string, reason: string): void;
}

/** What was asked for by hand stops nothing, however often it fails. */
export const UNLIMITED: DeadRun = { end: () => undefined, extend: () => undefined };

/** A count that begins at none. */
export function createDeadRun(): DeadRun {
  let length = 0;
  return {
    end: () => void (length = 0),
    extend(origin, reason) {
      length += 1;
      if (length > MAX_DEAD_IN_A_ROW)
        throw new TachoError('too-many-dead-letters', `The last was at ${origin}: ${reason}`);
    },
  };
}
