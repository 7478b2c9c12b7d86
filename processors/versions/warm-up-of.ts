import { days } from '../../platform/core/durations.ts';
import type { Fold } from '../../platform/core/define-set.ts';

/** As long as the identities of reports are remembered. */
const HORIZON_MS = days(2);

/**
 * How long before the time from which it speaks a version begins to read: one horizon and one window, so that every
 * window that may still be stated is known whole.
 */
export const warmUpOf = (fold: Fold): number =>
  fold.kind === 'summary'
    ? Math.max(HORIZON_MS, fold.window.horizonMs ?? 0) + fold.window.sizeMs
    : HORIZON_MS + (fold.graceMs ?? 0);
