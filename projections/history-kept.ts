/**
 * For how long single reports are kept: days after they were received, and not after they happened, so that a recording
 * of long ago stays as long as a report of today.
 */
export const historyKept = { after: 'received_at', days: 30 } as const;
