import { minutes } from '../platform/core/durations.ts';
import { safeSum } from '../platform/core/safe-sum.ts';
import { FIX, fixAt, inserted, isBefore, placeFor, type Fix, type Fixes } from './fixes.ts';
import { greatCircleMm } from './great-circle.ts';
import { EMPTY_HISTOGRAM, speedBinOf } from './speed-histogram.ts';
import type { SpeedTotals } from './speed-totals.ts';
import type { WayTotals } from './way-totals.ts';

/** Nobody knows the way between fixes that are further apart in time. */
export const MAX_LEG_MS = minutes(5);
/** Slower than this is standing: micrometres a second. */
const STANDING_BELOW_UMPS = 500_000;

/**
 * The fixes of a minute and the way along them: what all its totals follow from, whatever order they came in. The last
 * fix before the minute stands in front of its own, where it is known: the leg from it counts here.
 */
export interface MinuteWay extends WayTotals {
  /** The minute's own fixes. */
  readonly positions: number;
  readonly fixes: Fixes;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** No fix yet. */
export const NO_MINUTE_WAY: MinuteWay = {
  positions: 0,
  distanceMm: 0,
  movingMs: 0,
  standingMs: 0,
  fixes: [],
};

/** With one fix more: at the end it costs the leg to it; further in front the one leg there becomes two. */
export function withFix(way: MinuteWay, fix: Fix): MinuteWay {
  const { fixes } = way;
  const place = placeFor(fix, fixes);
  const isLast = place === fixes.length;
  const next = withFixes(way, inserted(fix, fixes, place), way.positions + 1);
  if (place > 0 && !isLast) addLeg(next, fixes, place, -1);
  if (place > 0) addLeg(next, next.fixes, place, 1);
  if (!isLast) addLeg(next, next.fixes, place + FIX, 1);
  return next;
}

/** The same minute, now that one before it is known; the same object where its last fix was known already. */
export function behind(way: MinuteWay, previous: MinuteWay | null): MinuteWay {
  if (previous === null) return way;
  const last = previous.fixes.length - FIX;
  const own = ownPlace(way);
  // Fixes are never taken back: an older one is offered where the newer minute is forgotten already.
  if (own > 0 && !isBefore(way.fixes, 0, previous.fixes, last)) return way;
  const fixes = [...fixAt(previous.fixes, last), ...way.fixes.slice(own)];
  const next = withFixes(way, fixes, way.positions);
  if (own > 0) addLeg(next, way.fixes, FIX, -1);
  addLeg(next, fixes, FIX, 1);
  return next;
}

/** The first of the minute's own fixes. */
export const firstOf = (way: MinuteWay): Fix => fixAt(way.fixes, ownPlace(way));

/** The last one. */
export const lastOf = ({ fixes }: MinuteWay): Fix => fixAt(fixes, fixes.length - FIX);

/** What the speeds of the minute's own fixes come to. */
export function speedsAlong(way: MinuteWay): SpeedTotals {
  const { fixes, positions } = way;
  const speedHistogram = [...EMPTY_HISTOGRAM];
  let speedSumUmps = 0;
  let speedMaxUmps = 0;
  for (let place = ownPlace(way); place < fixes.length; place += FIX) {
    const speedUmps = speedAt(fixes, place);
    const bin = speedBinOf(speedUmps);
    speedHistogram[bin] = (speedHistogram[bin] ?? 0) + 1;
    speedSumUmps = safeSum(speedSumUmps, speedUmps);
    speedMaxUmps = Math.max(speedMaxUmps, speedUmps);
  }
  return { positions, speedSumUmps, speedMaxUmps, speedHistogram };
}

/** Where the minute's own fixes begin. */
const ownPlace = ({ fixes, positions }: MinuteWay): number => fixes.length - positions * FIX;

const withFixes = (
  { distanceMm, movingMs, standingMs }: MinuteWay,
  fixes: Fixes,
  positions: number,
): Writable<MinuteWay> => ({ positions, distanceMm, movingMs, standingMs, fixes });

/** Adds the leg that ends at a place to a way that is being made, or takes it off. */
function addLeg(way: Writable<WayTotals>, fixes: Fixes, end: number, sign: 1 | -1): void {
  const start = end - FIX;
  const lastsMs = numberAt(fixes, end) - numberAt(fixes, start);
  if (lastsMs > MAX_LEG_MS) return;
  way.distanceMm = safeSum(way.distanceMm, sign * legMm(fixes, start, end));
  if (isStanding(fixes, start) && isStanding(fixes, end)) way.standingMs += sign * lastsMs;
  else way.movingMs += sign * lastsMs;
}

const legMm = (fixes: Fixes, start: number, end: number): number =>
  greatCircleMm(
    numberAt(fixes, start + 1),
    numberAt(fixes, start + 2),
    numberAt(fixes, end + 1),
    numberAt(fixes, end + 2),
  );

const isStanding = (fixes: Fixes, place: number): boolean => speedAt(fixes, place) < STANDING_BELOW_UMPS;

const speedAt = (fixes: Fixes, place: number): number => numberAt(fixes, place + 3);

const numberAt = (fixes: Fixes, index: number): number => fixes[index] ?? NaN;
