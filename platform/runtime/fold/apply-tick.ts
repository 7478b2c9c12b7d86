import { emittedBy } from '../../core/define-set.ts';
import { seconds } from '../../core/durations.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { setId } from '../../core/topic-names.ts';
import { visitState } from './apply-processor.ts';
import { stateRunning, visitWindow } from './apply-summary.ts';
import type { TaskContext } from './task-context.ts';
import type { Tick } from './task-time.ts';

/** Ticks are forwarded to later stages when the time enters a new slot of this length. */
const FORWARD_EVERY_MS = seconds(2);

/**
 * Lets time pass: deadlines are visited, running values are stated, and the tick is forwarded, in this order,
 * so that whoever reads a forwarded tick has seen all that it caused.
 */
export function applyTick(task: TaskContext, record: LogRecord, event: DecodedEvent): void {
  task.counts.ticks += 1;
  for (const name in task.counts.folds) {
    const counts = task.counts.folds[name];
    if (counts !== undefined) counts.ignored += 1;
  }
  const before = task.time.time;
  if (!task.time.advance(tickOf(task, record, event))) return;
  const now = task.time.time ?? 0;
  for (let due = task.deadlines.takeUpTo(now); due !== undefined; due = task.deadlines.takeUpTo(now))
    if (due.kind === 'window') visitWindow(task, due);
    else visitState(task, due);
  for (const fold of task.set.folds)
    if (fold.kind === 'summary' && entersSlot(before, now, fold.window.runningEveryMs))
      stateRunning(task, fold);
  if (entersSlot(before, now, FORWARD_EVERY_MS)) forward(task, record, now);
}

/** The scheduler's tick says nothing of what is included; a first stage knows it from where the tick stands. */
function tickOf(task: TaskContext, record: LogRecord, event: DecodedEvent): Tick {
  const tick = event.data as unknown as Tick;
  if (task.set.stage === 'later') return tick;
  const { duplicates, late } = task.counts;
  return { ...tick, includes: [{ partition: task.partition, offset: record.offset + 1, duplicates, late }] };
}

const entersSlot = (before: number | null, now: number, everyMs: number): boolean =>
  before === null || Math.floor(now / everyMs) > Math.floor(before / everyMs);

function forward(task: TaskContext, record: LogRecord, slotAt: number): void {
  const body = {
    slotAt,
    source: setId(task.set),
    sourcePartition: task.partition,
    sourcePartitions: task.partitions,
    sourceOffset: record.offset,
    includes: task.time.includes(),
  };
  for (const noun of outputTopics(task))
    for (let partition = 0; partition < task.partitions; partition += 1)
      task.emit(null, task.output.forward(task.tick, noun, partition, body));
}

const outputTopics = (task: TaskContext): ReadonlySet<string> =>
  new Set(task.set.folds.flatMap((fold) => emittedBy(fold).map(({ topic }) => topic)));
