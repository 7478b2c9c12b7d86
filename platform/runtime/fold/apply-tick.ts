import { tickTopicsOf, voiceOf, waitedForIn } from '../../core/define-set.ts';
import { hours, seconds } from '../../core/durations.ts';
import type { DecodedEvent, Included, LogRecord } from '../../core/ports.ts';
import { setId } from '../../core/topic-names.ts';
import { firstWaiting, visitLane } from './apply-lane.ts';
import { visitState } from './apply-processor.ts';
import { stateRunning, visitWindows } from './apply-summary.ts';
import { forgetUnheard } from './forget-unheard.ts';
import type { TaskContext, TaskDeadline } from './task-context.ts';
import type { Tick } from './task-time.ts';

/**
 * Ticks are forwarded when the time enters a new slot of this length: by a first stage as often as a later one states
 * running values; behind that are only readers who want to know what is included.
 */
const FORWARD_EVERY_MS = { first: seconds(2), later: seconds(5) } as const;
/** What nobody was heard of for long is looked for when the time enters a new slot of this length. */
const FORGET_EVERY_MS = hours(1);

/**
 * Lets time pass: deadlines are visited, running values are stated, and the tick is forwarded, in this order,
 * so that whoever reads a forwarded tick has seen all that it caused.
 */
export function applyTick(task: TaskContext, record: LogRecord, event: DecodedEvent): void {
  task.counts.ticks += 1;
  const before = task.time.time;
  if (!task.time.advance(tickOf(task, record, event))) return;
  const now = task.time.time ?? 0;
  for (let due = task.deadlines.takeUpTo(now); due !== undefined; due = task.deadlines.takeUpTo(now))
    visit(task, due);
  for (const fold of task.set.folds)
    if (fold.kind === 'summary' && entersSlot(before, now, fold.window.runningEveryMs))
      stateRunning(task, fold);
  if (entersSlot(before, now, FORGET_EVERY_MS)) forgetUnheard(task, now);
  if (entersSlot(before, now, FORWARD_EVERY_MS[task.set.stage])) forward(task, record, now);
}

function visit(task: TaskContext, due: TaskDeadline): void {
  switch (due.kind) {
    case 'windows': {
      visitWindows(task, due);
      return;
    }
    case 'state': {
      visitState(task, due);
      return;
    }
    case 'lane': {
      visitLane(task, due);
      return;
    }
    default:
      return due satisfies never;
  }
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
    source: setId(voiceOf(task.set)),
    sourcePartition: task.partition,
    sourceOffset: record.offset,
  };
  const all = task.time.includes();
  const waitedFor = waitedForIn(task.set);
  const passed = waitedFor.size === 0 ? all : withoutWaiting(task, all);
  for (const topic of tickTopicsOf(task.set)) {
    const includes = waitedFor.has(topic) ? passed : all;
    const sourcePartitions = task.coPartitioned.has(topic) ? 1 : task.partitions;
    const said = { ...body, sourcePartitions, includes };
    for (const partition of partitionsOf(task, topic))
      task.emit(null, task.output.forward(task.tick, topic, partition, said));
  }
}

/** The partitions of a topic that the task may write to: time passes in each when all that may have spoken. */
const partitionsOf = (
  { coPartitioned, partition, partitions }: TaskContext,
  topic: string,
): readonly number[] =>
  coPartitioned.has(topic) ? [partition] : Array.from({ length: partitions }, (_, number) => number);

/** What is said of reports that wait for their turn is still to come. */
function withoutWaiting(task: TaskContext, includes: readonly Included[]): readonly Included[] {
  const first = firstWaiting(task.keys.values());
  return includes.map((included) => ({ ...included, offset: Math.min(included.offset, first) }));
}
