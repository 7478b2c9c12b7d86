import { minutes } from '../../platform/core/durations.ts';
import { behind, MAX_LEG_MS, NO_MINUTE_WAY, withFix, type MinuteWay } from '../../processors/minute-way.ts';
import type { Fix } from '../../processors/fixes.ts';

/** The minutes of one vehicle and route, by their start, as they are after some fixes. */
export type MinuteWays = ReadonlyMap<number, MinuteWay>;

/**
 * Adds fixes one by one to their minutes, and links minutes as the runtime does: each with the nearest one before it
 * after every fix, and the next one where the minute has changed.
 */
export function minuteWaysOf(fixes: readonly Fix[]): MinuteWays {
  const ways = new Map<number, MinuteWay>();
  for (const fix of fixes) {
    const start = Math.floor(fix[0] / minutes(1)) * minutes(1);
    ways.set(start, withFix(ways.get(start) ?? NO_MINUTE_WAY, fix));
    link(ways, start);
    const next = Math.min(...[...ways.keys()].filter((other) => other > start));
    if (next - start <= MAX_LEG_MS) link(ways, next);
  }
  return new Map([...ways].sort(([a], [b]) => a - b));
}

function link(ways: Map<number, MinuteWay>, start: number): void {
  const way = ways.get(start) ?? NO_MINUTE_WAY;
  const before = Math.max(...[...ways.keys()].filter((other) => other < start));
  const previous = start - before <= MAX_LEG_MS ? (ways.get(before) ?? null) : null;
  ways.set(start, behind(way, previous));
}
