import { minutes, seconds } from '../platform/core/durations.ts';

/** How long what detects changes waits for older reports: a device that resends is through by then. */
export const CHANGE_GRACE_MS = seconds(10);

/** No report received for so long is silence. */
export const SILENT_AFTER_MS = minutes(5);
