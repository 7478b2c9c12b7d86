/**
 * What the histories of single reports have in common: one row a report, of two of one identity the first in the log,
 * kept for days after it was received, and not after it happened, so that a recording of long ago stays as long as a
 * report of today.
 */
export const reportHistory = {
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  partitionBy: 'toYYYYMM(occurred_at)',
  wins: 'first',
  keepDays: { after: 'received_at', days: 30 },
} as const;
