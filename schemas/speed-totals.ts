import { long } from '../platform/core/fields.ts';
import { speedHistogram } from './speed-histogram.ts';

/** What every summary says of the speeds in its period. */
export const speedTotals = {
  positions: long('Positions reported'),
  speedSumUmps: long('Sum of their speeds, micrometres a second'),
  speedMaxUmps: long('Greatest speed, micrometres a second'),
  speedHistogram: speedHistogram('Positions reported'),
};

/** What of it is new since the revision before, for stages that add. */
export const speedsAdded = {
  positionsAdded: long('Positions since the revision before'),
  speedSumAddedUmps: long('Sum of speeds since the revision before, micrometres a second'),
  speedHistogramAdded: speedHistogram('Positions since the revision before'),
};
