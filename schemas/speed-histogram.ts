import { int, listOf, type Field } from '../platform/core/fields.ts';

/**
 * Where the bins of every speed histogram begin, metres a second; a bin holds speeds from its edge up to, not
 * including, the next, and the last one is open. Made for buses: below 0.5 a vehicle stands, up to 14 (50 km/h) is
 * town traffic in steps of about 7 km/h, beyond it are roads of 60, 70 and 90 km/h and what is above. Other edges
 * would be a new version of every event and table that holds a histogram: bins of different edges cannot be added.
 */
export const SPEED_EDGES_MPS = [0, 0.5, 2, 4, 6, 8, 10, 12, 14, 17, 20, 25, 30] as const;

/** Where the bins begin, as words of a sentence. */
export const SPEED_BINS = `bins begin at ${SPEED_EDGES_MPS.join(', ')} metres a second, the last is open`;

/** Numbers of positions by speed. */
export const speedHistogram = (what: string): Field<readonly number[]> =>
  listOf(int('Positions of this bin'), `${what} by speed: ${SPEED_BINS}`);
