import type { Summary, SummaryLink } from '../../core/define-summary.ts';
import type { NewRecord } from '../../core/ports.ts';
import { bury } from './bury.ts';
import { countsOf } from './fold-counts.ts';
import { failIfAstray } from './fail-if-astray.ts';
import type { KeyState } from './key-state.ts';
import {
  closedByOwnEvents,
  closedByTime,
  closingTime,
  findWindow,
  markClosed,
  markOpen,
  markStated,
  nextClosing,
  segmentOf,
  statementOf,
  windowAfter,
  windowBefore,
  type KeyWindow,
} from './summary-fold.ts';
import { hasFailedToState, settleStating } from './settle.ts';
import type { TaskContext, TaskDeadline } from './task-context.ts';
import type { Window } from './window-segment.ts';

/** Adds an event to its window; a window that is past already is stated again at once, as a new revision. */
export function applySummary(task: TaskContext, summary: Summary, keyState: KeyState, data: object): void {
  const event = data as never;
  const { receivedAt } = data as { readonly receivedAt: number };
  const keyWindow = findWindow(summary, keyState, summary.at(event), summary.groupBy(event));
  const { window, segment } = keyWindow;
  const totals = summary.add(window.totals as never, event);
  const linked = summary.link === undefined ? totals : joined(summary, summary.link, keyWindow, totals);
  const next = summary.link === undefined ? null : joinedNext(summary, summary.link, keyWindow, linked);
  // Only now: an event that cannot be added leaves no trace.
  if (window.touchedAt === -Infinity) segment.add(window);
  change(task, summary, keyWindow, linked, receivedAt);
  if (next !== null) change(task, summary, next.keyWindow, next.totals, receivedAt);
}

/** The totals of a window, given those of the window before it. */
function joined(summary: Summary, link: SummaryLink, keyWindow: KeyWindow, totals: unknown): unknown {
  const before = windowBefore(summary, link.withinMs, keyWindow);
  return link.join(totals as never, (before?.totals ?? null) as never);
}

/** A report out of order may change what the next window begins with: that window and its totals then. */
function joinedNext(
  summary: Summary,
  link: SummaryLink,
  keyWindow: KeyWindow,
  linked: unknown,
): { readonly keyWindow: KeyWindow; readonly totals: unknown } | null {
  const next = windowAfter(summary, link.withinMs, keyWindow);
  if (next === undefined) return null;
  const totals = link.join(next.window.totals as never, linked as never);
  return totals === next.window.totals ? null : { keyWindow: next, totals };
}

function change(
  task: TaskContext,
  summary: Summary,
  keyWindow: KeyWindow,
  totals: unknown,
  receivedAt: number,
): void {
  const { keyState, window, segment } = keyWindow;
  window.totals = totals;
  window.unstated = true;
  window.touchedAt = Math.max(window.touchedAt, receivedAt);
  segment.touchedAt = Math.max(segment.touchedAt, receivedAt);
  task.changed.mark(segment);
  settleStating(task, summary.name, keyState.key, window);
  if (isPast(summary, keyState, window)) close(task, summary, keyWindow);
  else keepOpen(task, summary, keyWindow);
}

/** Closes the windows that the newest event of the key has passed. */
export function closePassedWindows(task: TaskContext, summary: Summary, keyState: KeyState): void {
  for (const window of closedByOwnEvents(summary, keyState))
    close(task, summary, { keyState, window, segment: segmentOf(summary, keyState, window.startsAt) });
}

/** Closes the windows of a key whose deadline has come, unless they were touched since; the next one is queued. */
export function visitWindows(task: TaskContext, deadline: TaskDeadline & { readonly kind: 'windows' }): void {
  const { summary, keyState, at } = deadline;
  if (keyState.queuedAt.get(summary.name) !== at) return;
  keyState.queuedAt.delete(summary.name);
  for (const window of closedByTime(summary, keyState, at))
    close(task, summary, { keyState, window, segment: segmentOf(summary, keyState, window.startsAt) });
  const next = nextClosing(summary, keyState);
  if (next !== null) queueClosing(task, summary, keyState, next);
}

/** States the running values of all windows of a summary that hold more than was stated. */
export function stateRunning(task: TaskContext, summary: Summary): void {
  const due = [...task.unstated.values()]
    .filter((entry) => entry.summary === summary)
    .map(({ keyWindow }) => keyWindow);
  for (const keyWindow of due.sort(byKeyStartAndGroup)) state(task, summary, keyWindow, false);
}

/** Puts a restored or reopened window back where open windows are watched. */
export function keepOpen(task: TaskContext, summary: Summary, keyWindow: KeyWindow): void {
  const { keyState, window } = keyWindow;
  if (markOpen(summary, keyWindow)) task.counts.openWindows += 1;
  if (window.unstated && !hasFailedToState(task, summary.name, keyState.key, window))
    task.unstated.set(window, { summary, keyWindow });
  queueClosing(task, summary, keyState, closingTime(summary, window));
}

function isPast(summary: Summary, keyState: KeyState, window: Window): boolean {
  const { closes, sizeMs, graceMs } = summary.window;
  return closes === 'own-events' && window.startsAt + sizeMs + graceMs <= keyState.newestAt;
}

function close(task: TaskContext, summary: Summary, keyWindow: KeyWindow): void {
  const { keyState, window, segment } = keyWindow;
  const isKnown = window.revision > 0 || window.unstated;
  if (isKnown && !hasFailedToState(task, summary.name, keyState.key, window))
    state(task, summary, keyWindow, true);
  if (!markClosed(summary, keyWindow)) return;
  task.counts.openWindows -= 1;
  // It is closed even where it could not be stated.
  task.changed.mark(segment);
}

/** States a window; where that fails, the dead letter remembers not to try it again until something new comes. */
function state(task: TaskContext, summary: Summary, keyWindow: KeyWindow, closed: boolean): void {
  const { keyState, window } = keyWindow;
  try {
    stateOrThrow(task, summary, keyWindow, closed);
  } catch (error) {
    const { record } = task.output.cause;
    const work = { kind: 'window', startsAt: window.startsAt, group: window.group } as const;
    task.unstated.delete(window);
    bury(task, summary, { record, key: keyState.key, work, error });
  }
}

/** States a window; nothing has changed where the summary throws. */
export function stateOrThrow(
  task: TaskContext,
  summary: Summary,
  keyWindow: KeyWindow,
  closed: boolean,
): void {
  const { keyState, window, segment } = keyWindow;
  const body = statementOf(summary, keyState.key, window, closed);
  const record = task.output.derive(summary.name, summary.version, summary.emits, body);
  failIfAstray(task, keyState.key, summary.emits.topic, record);
  markStated(window);
  task.emit(summary.emits.topic, record);
  task.unstated.delete(window);
  task.changed.mark(segment);
  for (const next of task.handedOver.get(summary.emits.name) ?? [])
    handOver(task, next, keyState, body, record);
}

/** Gives a statement to a summary of summaries: its windows are of the same key, so it needs no topic in between. */
function handOver(
  task: TaskContext,
  summary: Summary,
  keyState: KeyState,
  body: object,
  { value, headers = {} }: NewRecord,
): void {
  const { key } = keyState;
  const counts = countsOf(task.counts, summary);
  counts.read += 1;
  try {
    applySummary(task, summary, keyState, { ...body, receivedAt: task.output.receivedAt });
  } catch (error) {
    const { offset, appendedAt } = task.output.cause.record;
    const record = { offset, appendedAt, key, value, headers };
    bury(task, summary, { record, key, work: { kind: 'statement' }, verdict: 'new', error });
    return;
  }
  counts.applied += 1;
}

/** Only the first closing of a key is queued: most windows are closed by the key's own events before their time comes. */
function queueClosing(task: TaskContext, summary: Summary, keyState: KeyState, at: number): void {
  if (at >= (keyState.queuedAt.get(summary.name) ?? Infinity)) return;
  keyState.queuedAt.set(summary.name, at);
  task.deadlines.push({
    kind: 'windows',
    at,
    key: keyState.key,
    order: `${summary.name}/`,
    summary,
    keyState,
  });
}

function byKeyStartAndGroup(a: KeyWindow, b: KeyWindow): number {
  if (a.keyState.key !== b.keyState.key) return a.keyState.key < b.keyState.key ? -1 : 1;
  if (a.window.startsAt !== b.window.startsAt) return a.window.startsAt - b.window.startsAt;
  return a.window.group < b.window.group ? -1 : 1;
}
