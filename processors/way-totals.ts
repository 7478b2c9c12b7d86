import { safeSum } from '../platform/core/safe-sum.ts';
import type { ValuesOf } from '../platform/core/fields.ts';
import type { wayAdded, wayTotals } from '../schemas/way-totals.ts';

/** What a summary keeps of the way in its period, as it states it. */
export type WayTotals = ValuesOf<typeof wayTotals>;

type WayAdded = ValuesOf<typeof wayAdded>;

/** No way yet. */
export const NO_WAY: WayTotals = { distanceMm: 0, movingMs: 0, standingMs: 0 };

/** What an earlier stage has more, or less, than in its revision before. */
export const addWay = (totals: WayTotals, stated: WayAdded): WayTotals => ({
  distanceMm: safeSum(totals.distanceMm, stated.distanceAddedMm),
  movingMs: safeSum(totals.movingMs, stated.movingAddedMs),
  standingMs: safeSum(totals.standingMs, stated.standingAddedMs),
});

/** What there is more, or less, than before. */
export const wayAddedSince = (totals: WayTotals, before: WayTotals): WayAdded => ({
  distanceAddedMm: totals.distanceMm - before.distanceMm,
  movingAddedMs: totals.movingMs - before.movingMs,
  standingAddedMs: totals.standingMs - before.standingMs,
});

/** The part of wider totals that is told of the way. */
export const wayOf = ({ distanceMm, movingMs, standingMs }: WayTotals): WayTotals => ({
  distanceMm,
  movingMs,
  standingMs,
});
