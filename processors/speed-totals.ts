import { safeSum } from '../platform/core/safe-sum.ts';
import type { ValuesOf } from '../platform/core/fields.ts';
import type { speedsAdded, speedTotals } from '../schemas/speed-totals.ts';
import { addHistograms, EMPTY_HISTOGRAM, speedBinOf, subtractHistograms } from './speed-histogram.ts';

/** What a summary keeps of the speeds in its period, as it states it. */
export type SpeedTotals = ValuesOf<typeof speedTotals>;

type SpeedsAdded = ValuesOf<typeof speedsAdded>;

/** No position yet. */
export const NO_SPEEDS: SpeedTotals = {
  positions: 0,
  speedSumUmps: 0,
  speedMaxUmps: 0,
  speedHistogram: EMPTY_HISTOGRAM,
};

/** One position more. */
export const withSpeed = (totals: SpeedTotals, speedUmps: number): SpeedTotals => ({
  positions: totals.positions + 1,
  speedSumUmps: safeSum(totals.speedSumUmps, speedUmps),
  speedMaxUmps: Math.max(totals.speedMaxUmps, speedUmps),
  speedHistogram: totals.speedHistogram.with(
    speedBinOf(speedUmps),
    (totals.speedHistogram[speedBinOf(speedUmps)] ?? 0) + 1,
  ),
});

/** What an earlier stage has more than in its revision before. */
export const addSpeeds = (
  totals: SpeedTotals,
  stated: SpeedsAdded & Pick<SpeedTotals, 'speedMaxUmps'>,
): SpeedTotals => ({
  positions: safeSum(totals.positions, stated.positionsAdded),
  speedSumUmps: safeSum(totals.speedSumUmps, stated.speedSumAddedUmps),
  speedMaxUmps: Math.max(totals.speedMaxUmps, stated.speedMaxUmps),
  speedHistogram: addHistograms(totals.speedHistogram, stated.speedHistogramAdded),
});

/** What there is more than before. */
export const speedsAddedSince = (totals: SpeedTotals, before: SpeedTotals): SpeedsAdded => ({
  positionsAdded: totals.positions - before.positions,
  speedSumAddedUmps: totals.speedSumUmps - before.speedSumUmps,
  speedHistogramAdded: subtractHistograms(totals.speedHistogram, before.speedHistogram),
});

/** The part of wider totals that is told of speeds. */
export const speedsOf = ({
  positions,
  speedSumUmps,
  speedMaxUmps,
  speedHistogram,
}: SpeedTotals): SpeedTotals => ({ positions, speedSumUmps, speedMaxUmps, speedHistogram });
