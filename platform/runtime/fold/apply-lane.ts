import { foldIn } from './fold-in.ts';
import type { KeyState } from './key-state.ts';
import {
  createLane,
  enqueue,
  firstReceivedAt,
  takeReceivedUpTo,
  takeUpTo,
  type Lane,
  type Waiting,
} from './lane.ts';
import type { TaskContext, TaskDeadline } from './task-context.ts';
import type { TurnTakers } from './turn-takers.ts';

const NOBODY: readonly TurnTakers[] = [];

/**
 * Lets a report wait for its turn. For whom it came after its turn it is late, and only counted: the late lane is for
 * what no summary takes.
 */
export function waitForTurn(task: TaskContext, keyState: KeyState, report: Waiting): void {
  for (const { graceMs, counts } of task.turnTakers.get(report.event.name) ?? NOBODY) {
    const lane = laneOf(keyState, graceMs);
    if (report.occurredAt < lane.passedAt) {
      for (const each of counts) each.late += 1;
      continue;
    }
    for (const each of counts) each.waiting += 1;
    enqueue(lane, report);
    task.changed.mark(lane);
    queueLane(task, keyState, lane);
  }
}

/** Gives the reports their turn for which the key's own clock has gone on far enough. */
export function releasePassed(task: TaskContext, keyState: KeyState): void {
  for (const lane of keyState.lanes.values())
    release(task, keyState, lane, takeUpTo(lane, keyState.newestAt - lane.graceMs));
}

/** Gives the reports their turn that have waited long enough in the time of the ticks. */
export function visitLane(task: TaskContext, deadline: TaskDeadline & { readonly kind: 'lane' }): void {
  const { lane, keyState, at } = deadline;
  if (lane.queuedAt !== at) return;
  lane.queuedAt = null;
  release(task, keyState, lane, takeReceivedUpTo(lane, at - lane.graceMs));
  queueLane(task, keyState, lane);
}

/** The lowest offset of a report that waits, or Infinity. */
export function firstWaiting(keys: Iterable<KeyState>): number {
  let first = Infinity;
  for (const { lanes } of keys)
    for (const { waiting } of lanes.values())
      for (const { record } of waiting) first = Math.min(first, record.offset);
  return first;
}

/** Puts a restored report back among those that wait. */
export function waitAgain(task: TaskContext, keyState: KeyState, graceMs: number, report: Waiting): void {
  const lane = laneOf(keyState, graceMs);
  enqueue(lane, report);
  queueLane(task, keyState, lane);
}

/** The lane of a key in which reports wait so long. */
export function laneOf(keyState: KeyState, graceMs: number, passedAt: number | null = null): Lane {
  const known = keyState.lanes.get(graceMs);
  if (known !== undefined) return known;
  const made = createLane(graceMs, keyState.key, passedAt);
  keyState.lanes.set(graceMs, made);
  return made;
}

function release(task: TaskContext, keyState: KeyState, lane: Lane, reports: readonly Waiting[]): void {
  if (reports.length === 0) return;
  task.changed.mark(lane);
  for (const report of reports) {
    const takers = task.turnTakers.get(report.event.name)?.find(({ graceMs }) => graceMs === lane.graceMs);
    if (takers !== undefined) takeTurn(task, keyState, takers, report);
  }
}

/** What follows was caused by the report that waited, not by the one that let it through. */
function takeTurn(
  task: TaskContext,
  keyState: KeyState,
  takers: TurnTakers,
  { record, event }: Waiting,
): void {
  const { eventId, receivedAt } = event.data;
  for (const counts of takers.counts) counts.waiting -= 1;
  task.output.during({ record, eventId, receivedAt }, () => {
    for (const processor of takers.processors) foldIn(task, processor, keyState, record, event);
  });
}

function queueLane(task: TaskContext, keyState: KeyState, lane: Lane): void {
  const receivedAt = firstReceivedAt(lane);
  if (receivedAt === null) return;
  const at = receivedAt + lane.graceMs;
  if (at >= (lane.queuedAt ?? Infinity)) return;
  lane.queuedAt = at;
  // Before any deadline of a state: what was received before it has its turn first.
  task.deadlines.push({ kind: 'lane', at, key: keyState.key, order: '', lane, keyState });
}
