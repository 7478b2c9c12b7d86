import { days, seconds } from '../platform/core/durations.ts';
import type { Windowing } from '../platform/core/define-summary.ts';

/**
 * Windows of a first stage: the vehicle's own newer reports close them, and what ended two days before its newest one
 * is late. Longer ones wait for the minutes that they are made of, and are stated less often while they run.
 */
export const vehicleWindow = (sizeMs: number): Windowing => ({
  sizeMs,
  graceMs: seconds(90),
  quietMs: seconds(5),
  runningEveryMs: seconds(10),
  closes: 'own-events',
  horizonMs: days(2),
});

/** Windows of a later stage: many vehicles write to one, so only time closes them, and nothing is late. */
export const laterWindow = (sizeMs: number): Windowing => ({
  sizeMs,
  graceMs: seconds(90),
  quietMs: seconds(5),
  runningEveryMs: seconds(2),
  closes: 'quiet',
  horizonMs: null,
});
