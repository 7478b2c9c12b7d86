import type { Summary, SummaryLink } from '../../core/define-summary.ts';
import { countsOf } from './fold-counts.ts';
import type { KeyState } from './key-state.ts';
import {
  closedByOwnEvents,
  closingTime,
  findWindow,
  markClosed,
  markOpen,
  segmentOf,
  stateWindow,
  windowAfter,
  windowBefore,
  type KeyWindow,
} from './summary-fold.ts';
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
  // Only now: an event that cannot be added leaves no trace.
  if (window.touchedAt === -Infinity) segment.add(window);
  change(task, summary, keyWindow, linked, receivedAt);
  if (summary.link !== undefined) joinNext(task, summary, summary.link, keyWindow, receivedAt);
}

/** The totals of a window, given those of the window before it. */
function joined(summary: Summary, link: SummaryLink, keyWindow: KeyWindow, totals: unknown): unknown {
  const before = windowBefore(summary, link.withinMs, keyWindow);
  return link.join(totals as never, (before?.totals ?? null) as never);
}

/** A report out of order may change what the next window begins with. */
function joinNext(
  task: TaskContext,
  summary: Summary,
  link: SummaryLink,
  keyWindow: KeyWindow,
  receivedAt: number,
): void {
  const next = windowAfter(summary, link.withinMs, keyWindow);
  if (next === undefined) return;
  const totals = link.join(next.window.totals as never, keyWindow.window.totals as never);
  if (totals !== next.window.totals) change(task, summary, next, totals, receivedAt);
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
  if (isPast(summary, keyState, window)) close(task, summary, keyWindow);
  else keepOpen(task, summary, keyWindow);
}

/** Closes the windows that the newest event of the key has passed. */
export function closePassedWindows(task: TaskContext, summary: Summary, keyState: KeyState): void {
  for (const window of closedByOwnEvents(summary, keyState))
    close(task, summary, { keyState, window, segment: segmentOf(summary, keyState, window.startsAt) });
}

/** Closes a window whose deadline has come, unless it was touched since. */
export function visitWindow(task: TaskContext, deadline: TaskDeadline & { readonly kind: 'window' }): void {
  const { summary, keyWindow, at } = deadline;
  const { window } = keyWindow;
  if (window.queuedAt !== at) return;
  window.queuedAt = null;
  if (window.closed) return;
  if (closingTime(summary, window) === at) close(task, summary, keyWindow);
  else queueClosing(task, summary, keyWindow);
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
  const { window } = keyWindow;
  if (markOpen(summary, keyWindow)) task.counts.openWindows += 1;
  if (window.unstated) task.unstated.set(window, { summary, keyWindow });
  if (window.queuedAt === null) queueClosing(task, summary, keyWindow);
}

function isPast(summary: Summary, keyState: KeyState, window: Window): boolean {
  const { closes, sizeMs, graceMs } = summary.window;
  return closes === 'own-events' && window.startsAt + sizeMs + graceMs <= keyState.newestAt;
}

function close(task: TaskContext, summary: Summary, keyWindow: KeyWindow): void {
  if (keyWindow.window.revision > 0 || keyWindow.window.unstated) state(task, summary, keyWindow, true);
  if (markClosed(summary, keyWindow)) task.counts.openWindows -= 1;
}

function state(task: TaskContext, summary: Summary, keyWindow: KeyWindow, closed: boolean): void {
  const body = stateWindow(summary, keyWindow.keyState.key, keyWindow.window, closed);
  task.emit(summary.emits.topic, task.output.derive(summary.name, summary.version, summary.emits, body));
  task.unstated.delete(keyWindow.window);
  task.changed.mark(keyWindow.segment);
  for (const next of task.handedOver.get(summary.emits.name) ?? [])
    handOver(task, next, keyWindow.keyState, body);
}

/** Gives a statement to a summary of summaries: its windows are of the same key, so it needs no topic in between. */
function handOver(task: TaskContext, summary: Summary, keyState: KeyState, body: object): void {
  const counts = countsOf(task.counts, summary);
  counts.read += 1;
  applySummary(task, summary, keyState, { ...body, receivedAt: task.output.receivedAt });
  counts.applied += 1;
}

function queueClosing(task: TaskContext, summary: Summary, keyWindow: KeyWindow): void {
  const { keyState, window } = keyWindow;
  const at = closingTime(summary, window);
  window.queuedAt = at;
  const order = `${summary.name}/${String(window.startsAt).padStart(16, '0')}/${window.group}`;
  task.deadlines.push({ kind: 'window', at, key: keyState.key, order, summary, keyWindow });
}

function byKeyStartAndGroup(a: KeyWindow, b: KeyWindow): number {
  if (a.keyState.key !== b.keyState.key) return a.keyState.key < b.keyState.key ? -1 : 1;
  if (a.window.startsAt !== b.window.startsAt) return a.window.startsAt - b.window.startsAt;
  return a.window.group < b.window.group ? -1 : 1;
}
