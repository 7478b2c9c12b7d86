/** So many minutes are looked back, the one that has begun included. */
export const RECENT_MINUTES = 5;

const MINUTE_MS = 60_000;

/** How many events came for a key in each of the last minutes, in the time of the ticks. */
export interface RecentEvents {
  /** The newest minute in which one came. */
  minute: number;
  /** By the minute's remainder. */
  readonly counts: number[];
}

/** None so far. */
export const noRecentEvents = (): RecentEvents => ({
  minute: 0,
  counts: Array.from({ length: RECENT_MINUTES }, () => 0),
});

/** Counts one more at a time of the ticks: UTC milliseconds, or null before the first. */
export function countEvent(recent: RecentEvents, time: number | null): void {
  const minute = minuteOf(time);
  if (minute !== recent.minute) moveTo(recent, minute);
  const place = minute % RECENT_MINUTES;
  recent.counts[place] = (recent.counts[place] ?? 0) + 1;
}

/** How many came in the last minutes before a time of the ticks. */
export function recentEvents(recent: RecentEvents, time: number | null): number {
  moveTo(recent, minuteOf(time));
  return recent.counts.reduce((sum, count) => sum + count, 0);
}

const minuteOf = (time: number | null): number => Math.floor((time ?? 0) / MINUTE_MS);

/** Minutes that nothing came in are empty again. */
function moveTo(recent: RecentEvents, minute: number): void {
  const passed = Math.min(minute - recent.minute, RECENT_MINUTES);
  for (let ago = 0; ago < passed; ago += 1) recent.counts[(minute - ago) % RECENT_MINUTES] = 0;
  recent.minute = minute;
}
