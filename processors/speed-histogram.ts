import { safeSum } from '../platform/core/safe-sum.ts';
import { SPEED_EDGES_MPS } from '../schemas/speed-histogram.ts';

/** Numbers of positions in the bins of `SPEED_EDGES_MPS`. */
export type SpeedHistogram = readonly number[];

const EDGES_UMPS = SPEED_EDGES_MPS.map((edge) => edge * 1e6);

/** No position yet. */
export const EMPTY_HISTOGRAM: SpeedHistogram = EDGES_UMPS.map(() => 0);

/** The bin of a speed; the first also holds what is below it. */
export function speedBinOf(speedUmps: number): number {
  let bin = EDGES_UMPS.length - 1;
  while (bin > 0 && speedUmps < (EDGES_UMPS[bin] ?? 0)) bin -= 1;
  return bin;
}

/** Both together, bin by bin. */
export const addHistograms = (a: SpeedHistogram, b: SpeedHistogram): SpeedHistogram =>
  a.map((count, bin) => safeSum(count, b[bin] ?? 0));

/** What the first has more than the second, bin by bin. */
export const subtractHistograms = (a: SpeedHistogram, b: SpeedHistogram): SpeedHistogram =>
  a.map((count, bin) => count - (b[bin] ?? 0));
