import { minutes } from '../../core/durations.ts';
import type { Summary, WindowStatement } from '../../core/define-summary.ts';
import type { KeyState } from './key-state.ts';
import { byStartAndGroup, WindowSegment, type Window } from './window-segment.ts';

/** Short windows share a segment of this length; longer ones have their own. */
const SEGMENT_MS = minutes(10);

/** A window of a key, with the segment it is kept in. */
export interface KeyWindow {
  readonly keyState: KeyState;
  readonly segment: WindowSegment;
  readonly window: Window;
}

/** Whether the window of an instant ended more than a horizon before the key's newest one. */
export function isLate(summary: Summary, at: number, newestAt: number): boolean {
  const { sizeMs, horizonMs } = summary.window;
  return horizonMs !== null && windowStart(sizeMs, at) + sizeMs + horizonMs < newestAt;
}

/** The window that an event falls into; a new one is not yet kept in its segment. */
export function findWindow(summary: Summary, keyState: KeyState, at: number, group: string): KeyWindow {
  const { sizeMs } = summary.window;
  const startsAt = windowStart(sizeMs, at);
  const segment = segmentOf(summary, keyState, startsAt);
  const known = segment.open(group, startsAt);
  if (known !== undefined) return { keyState, segment, window: known };
  const totals = summary.initialTotals();
  const window: Window = {
    group,
    startsAt,
    totals,
    stated: totals,
    revision: 0,
    closed: false,
    unstated: false,
    touchedAt: -Infinity,
  };
  return { keyState, segment, window };
}

/** The nearest window of the same key and group that begins before, at most so long. */
export function windowBefore(
  summary: Summary,
  withinMs: number,
  { keyState, window }: KeyWindow,
): Window | undefined {
  const { sizeMs } = summary.window;
  for (let startsAt = window.startsAt - sizeMs; startsAt >= window.startsAt - withinMs; startsAt -= sizeMs) {
    const found = knownSegment(summary, keyState, startsAt)?.open(window.group, startsAt);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The nearest window of the same key and group that begins after, at most so long. */
export function windowAfter(
  summary: Summary,
  withinMs: number,
  { keyState, window }: KeyWindow,
): KeyWindow | undefined {
  const { sizeMs } = summary.window;
  const last = Math.min(window.startsAt + withinMs, keyState.newestAt);
  for (let startsAt = window.startsAt + sizeMs; startsAt <= last; startsAt += sizeMs) {
    const segment = knownSegment(summary, keyState, startsAt);
    const found = segment?.open(window.group, startsAt);
    if (segment !== undefined && found !== undefined) return { keyState, segment, window: found };
  }
  return undefined;
}

function knownSegment(summary: Summary, keyState: KeyState, startsAt: number): WindowSegment | undefined {
  return keyState.windows.get(summary.name)?.get(segmentStart(summary, startsAt));
}

/** When a quiet window closes, in the time of the ticks. */
export const closingTime = ({ window: { sizeMs, graceMs, quietMs } }: Summary, window: Window): number =>
  Math.max(window.startsAt + sizeMs + graceMs, window.touchedAt + quietMs);

/** Windows that the key's own newest event closes, in order. */
export function closedByOwnEvents(summary: Summary, keyState: KeyState): readonly Window[] {
  const { closes, sizeMs, graceMs } = summary.window;
  if (closes === 'quiet') return NONE;
  const upTo = keyState.newestAt - sizeMs - graceMs;
  let passed: Window[] | undefined;
  // Asked for every report, and mostly there is none.
  for (const window of openWindows(summary, keyState))
    if (window.startsAt <= upTo) (passed ??= []).push(window);
  if (passed === undefined) return NONE;
  return passed.length > 1 ? passed.sort(byStartAndGroup) : passed;
}

/** Windows that have been quiet until now for so long that they close, in order. */
export const closedByTime = (summary: Summary, keyState: KeyState, now: number): readonly Window[] =>
  openWindows(summary, keyState)
    .filter((window) => closingTime(summary, window) <= now)
    .sort(byStartAndGroup);

/** When the first open window of a key closes if nothing comes any more, in the time of the ticks; null where none is open. */
export function nextClosing(summary: Summary, keyState: KeyState): number | null {
  const open = openWindows(summary, keyState);
  return open.length === 0 ? null : Math.min(...open.map((window) => closingTime(summary, window)));
}

const NONE: readonly never[] = [];

/** Makes the next statement of a window. */
export function statementOf(summary: Summary, key: string, window: Window, closed: boolean): object {
  const statement: WindowStatement<unknown> = {
    key,
    group: window.group,
    startsAt: window.startsAt,
    totals: window.totals,
    before: window.stated,
    revision: window.revision + 1,
    closed,
  };
  return summary.summarize(statement as WindowStatement<never>);
}

/** From now on what was stated is what the window holds. */
export function markStated(window: Window): void {
  window.revision += 1;
  window.stated = window.totals;
  window.unstated = false;
}

/** Puts a window among the key's open ones; false where it is there already. */
export function markOpen(summary: Summary, { keyState, window }: KeyWindow): boolean {
  const open = openWindows(summary, keyState);
  if (open.includes(window)) return false;
  window.closed = false;
  open.push(window);
  return true;
}

/** Takes a window off the key's open ones; false where it was not there. */
export function markClosed(summary: Summary, { keyState, window }: KeyWindow): boolean {
  window.closed = true;
  const open = openWindows(summary, keyState);
  const at = open.indexOf(window);
  if (at >= 0) open.splice(at, 1);
  return at >= 0;
}

/** The segment that holds the windows of a start. */
export function segmentOf(summary: Summary, keyState: KeyState, startsAt: number): WindowSegment {
  const start = segmentStart(summary, startsAt);
  const segments = mapOf(keyState.windows, summary.name, () => new Map<number, WindowSegment>());
  const known = segments.get(start);
  if (known !== undefined) return known;
  const made = new WindowSegment({ kind: 'windows', fold: summary.name, key: keyState.key, start }, null);
  segments.set(start, made);
  return made;
}

/** Segments all of whose windows are closed and beyond the horizon, without those `kept`; they are forgotten by this call. */
export function forgetOldSegments(
  summary: Summary,
  keyState: KeyState,
  kept: readonly number[],
): WindowSegment[] {
  const { horizonMs } = summary.window;
  if (horizonMs === null) return [];
  // A late window is still linked to the one before it.
  const keptMs = segmentLength(summary) + horizonMs + (summary.link?.withinMs ?? 0);
  return forgetSegments(summary, keyState, kept, (start) => start + keptMs < keyState.newestAt);
}

/** Segments all of whose windows are closed and that nothing came for since; they are forgotten by this call. */
export function forgetUntouchedSegments(
  summary: Summary,
  keyState: KeyState,
  kept: readonly number[],
  touchedBefore: number,
): WindowSegment[] {
  return forgetSegments(summary, keyState, kept, (_, { touchedAt }) => touchedAt < touchedBefore);
}

function forgetSegments(
  summary: Summary,
  keyState: KeyState,
  kept: readonly number[],
  isOld: (start: number, segment: WindowSegment) => boolean,
): WindowSegment[] {
  const segments = keyState.windows.get(summary.name) ?? new Map<number, WindowSegment>();
  const open = openWindows(summary, keyState).map(({ startsAt }) => startsAt);
  const needed = new Set([...open, ...kept].map((startsAt) => segmentStart(summary, startsAt)));
  const old: WindowSegment[] = [];
  for (const [start, segment] of segments) {
    if (needed.has(start) || !isOld(start, segment)) continue;
    segments.delete(start);
    segment.forgotten = true;
    old.push(segment);
  }
  return old;
}

/** The windows of a summary and key that are not closed. */
const openWindows = (summary: Summary, keyState: KeyState): Window[] =>
  mapOf(keyState.open, summary.name, () => []);

const windowStart = (sizeMs: number, at: number): number => Math.floor(at / sizeMs) * sizeMs;

const segmentLength = ({ window: { sizeMs } }: Summary): number =>
  sizeMs < SEGMENT_MS ? Math.floor(SEGMENT_MS / sizeMs) * sizeMs : sizeMs;

const segmentStart = (summary: Summary, startsAt: number): number =>
  windowStart(segmentLength(summary), startsAt);

function mapOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
