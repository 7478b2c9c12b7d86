import type { BatchProjection } from '../core/define-batch.ts';

/** Reports are in the log nearly in the order in which they were received: by less than this. */
const OUT_OF_ORDER = 'toIntervalHour(1)';
/** A day of which a report will be dropped from history so soon is left as it is. */
const BEFORE_DROPPED_DAYS = 1;

/**
 * The days that have to be worked out again: those that are over at `{until:...}` and of which a report was received
 * after `{since:...}`, or that were not over then. History forgets: a day of which it has lost a report, or is about
 * to, is never worked out again, since a part of it would replace the whole. What is received of such a day later is in
 * history for its own time, and nowhere else.
 */
export function daysStatement(database: string, batch: BatchProjection): string {
  const { of, name } = batch;
  const history = `${database}.${of.name}`;
  return `SELECT toUnixTimestamp(seen.day) * 1000 AS dayAt
FROM (
  SELECT toStartOfDay(occurred_at, 'UTC') AS day, min(received_at) AS first_at
  FROM ${history}
  WHERE occurred_at < toStartOfDay({until:DateTime64(3, 'UTC')}, 'UTC')
  GROUP BY day
  HAVING max(received_at) > {since:DateTime64(3, 'UTC')} - ${OUT_OF_ORDER}
    OR day >= toStartOfDay({since:DateTime64(3, 'UTC')} - ${OUT_OF_ORDER}, 'UTC')
) AS seen
LEFT JOIN (
  SELECT toDateTime64(day, 3, 'UTC') AS of_day, min(received_from) AS first_at FROM ${database}.${name} GROUP BY of_day
) AS stored ON stored.of_day = seen.day
WHERE ${wholeDay(batch)}
ORDER BY dayAt`;
}

/** Of a day without rows the join gives the year 1970 as its time. */
function wholeDay({ of: { keepDays } }: BatchProjection): string {
  if (keepDays === undefined) return 'true';
  const days = keepDays.days - BEFORE_DROPPED_DAYS;
  return `least(seen.first_at, if(toUnixTimestamp64Milli(stored.first_at) = 0, seen.first_at, stored.first_at)) > now64(3) - toIntervalDay(${days})`;
}
