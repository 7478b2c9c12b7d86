import { minutes, seconds } from '../../platform/core/durations.ts';

const FIRST_MS = seconds(1);
const LONGEST_MS = seconds(30);
/** Who has run for so long has started well, and an end after it is the first one. */
const RAN_WELL_MS = minutes(1);

/**
 * How long to wait before a worker that has ended is started again, after so many endings before this one: one
 * second, doubled each time up to thirty; and the endings to remember.
 */
export function restartPause(
  before: number,
  ranMs: number,
): { readonly pauseMs: number; readonly endings: number } {
  const earlier = ranMs >= RAN_WELL_MS ? 0 : before;
  return { pauseMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** earlier), endings: earlier + 1 };
}
