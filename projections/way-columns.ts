import { uint64 } from '../platform/core/columns.ts';
import type { ComputedColumn } from '../platform/core/define-projection.ts';

/** What is stored of the way of a period: integers, so that totals are exact. */
export const wayColumns = {
  distance_mm: uint64('Way by great circle from position to position, millimetres'),
  moving_ms: uint64('Time between positions of which one at least was moving, milliseconds'),
  standing_ms: uint64('Time between positions that were both standing, milliseconds'),
};

/** What readers see of it besides. */
export const wayInMetresAndSeconds = {
  distance_m: {
    type: 'Float64',
    comment: 'Way by great circle from position to position, metres',
    expression: 'distance_mm / 1000',
  },
  moving_s: { type: 'Float64', comment: 'Time spent moving, seconds', expression: 'moving_ms / 1000' },
  standing_s: { type: 'Float64', comment: 'Time spent standing, seconds', expression: 'standing_ms / 1000' },
} as const satisfies Record<string, ComputedColumn>;
