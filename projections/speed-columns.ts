import { arrayOf, uint32, uint64 } from '../platform/core/columns.ts';
import type { ComputedColumn } from '../platform/core/define-projection.ts';
import { SPEED_BINS } from '../schemas/speed-histogram.ts';

/** What is stored of the speeds of a period: integers, so that totals are exact. */
export const speedColumns = {
  positions: uint64('Positions reported'),
  speed_sum_umps: uint64('Sum of their speeds, micrometres a second'),
  speed_max_umps: uint64('Greatest speed, micrometres a second'),
  speed_histogram: arrayOf(uint32(`Positions by speed, to be added with sumForEach: ${SPEED_BINS}`)),
};

/** What readers see of them. */
export const speedsInMps = {
  mean_speed_mps: {
    type: 'Float64',
    comment: 'Mean of the reported speeds, metres a second',
    expression: 'speed_sum_umps / positions / 1000000',
  },
  max_speed_mps: {
    type: 'Float64',
    comment: 'Greatest speed, metres a second',
    expression: 'speed_max_umps / 1000000',
  },
} as const satisfies Record<string, ComputedColumn>;
