import { long } from '../platform/core/fields.ts';

/** What a summary says of the way between the positions in its period, from the last one before it on. */
export const wayTotals = {
  distanceMm: long('Way by great circle from position to position, millimetres'),
  movingMs: long('Time between positions of which one at least was moving, milliseconds'),
  standingMs: long('Time between positions that were both standing, milliseconds'),
};

/** How that has changed since the revision before; negative where a position came late and made it another way. */
export const wayAdded = {
  distanceAddedMm: long('Change of the way since the revision before, millimetres'),
  movingAddedMs: long('Change of the moving time since the revision before, milliseconds'),
  standingAddedMs: long('Change of the standing time since the revision before, milliseconds'),
};
