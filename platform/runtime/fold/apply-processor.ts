import type { Emission } from '../../core/define-event.ts';
import type { Processor } from '../../core/define-processor.ts';
import type { Outcome } from '../../core/outcomes.ts';
import { partTopic } from '../../core/part-topic.ts';
import type { NewRecord } from '../../core/ports.ts';
import { bury } from './bury.ts';
import { holdsUp } from './holds-up.ts';
import { changeState, glanceAt, stateOf, type KeyState } from './key-state.ts';
import { failIfAstray } from './fail-if-astray.ts';
import { hasFailedAtDeadline, settleDeadline } from './settle.ts';
import type { TaskContext, TaskDeadline } from './task-context.ts';

/** Folds an event into the state of a key; nothing has changed where the handler throws. */
export function applyProcessor(
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  name: string,
  data: object,
): void {
  const handler = processor.on[name];
  if (handler === undefined) throw new Error(`${processor.name} has no handler for ${name}`);
  follow(task, processor, keyState, handler(stateOf(keyState, processor) as never, data as never));
}

/** Looks at a state whose deadline has come, unless the state has moved it. */
export function visitState(task: TaskContext, visited: TaskDeadline & { readonly kind: 'state' }): void {
  const { processor, keyState, at } = visited;
  if (keyState.queuedAt.get(processor.name) !== at) return;
  keyState.queuedAt.delete(processor.name);
  // It is queued again when what waits has been applied.
  if (holdsUp(task, processor, keyState.key)) return;
  const deadline = at - graceOf(processor);
  try {
    if (!lookAt(task, processor, keyState, deadline)) queueDeadline(task, processor, keyState);
  } catch (error) {
    const { record } = task.output.cause;
    bury(task, processor, { record, key: keyState.key, work: { kind: 'deadline', at: deadline }, error });
  }
}

/** Looks at a state if this is its deadline; says whether it is. Nothing has changed where the processor throws. */
export function lookAt(
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  deadline: number,
): boolean {
  const state = stateOf(keyState, processor) as never;
  if (processor.onDeadline === undefined || processor.deadline?.(state) !== deadline) return false;
  follow(task, processor, keyState, processor.onDeadline(state, deadline));
  return true;
}

/**
 * Puts the deadline of a state into the queue, unless an earlier one is there that will look again. Reports that were
 * received before the deadline may still wait for their turn: it is looked at when they have had it.
 */
export function queueDeadline(task: TaskContext, processor: Processor, keyState: KeyState): void {
  if (processor.deadline === undefined) return;
  if (hasFailedAtDeadline(task, processor.name, keyState.key)) return;
  if (holdsUp(task, processor, keyState.key)) return;
  queueAt(task, processor, keyState, deadlineOf(processor, glanceAt(keyState, processor)));
}

const deadlineOf = (processor: Processor, state: unknown): number | null =>
  processor.deadline?.(state as never) ?? null;

function queueAt(task: TaskContext, processor: Processor, keyState: KeyState, deadline: number | null): void {
  if (deadline === null) return;
  const at = deadline + graceOf(processor);
  if (at >= (keyState.queuedAt.get(processor.name) ?? Infinity)) return;
  keyState.queuedAt.set(processor.name, at);
  task.deadlines.push({ kind: 'state', at, key: keyState.key, order: processor.name, processor, keyState });
}

const graceOf = ({ graceMs = 0 }: Processor): number => graceMs;

function follow(
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  outcome: Outcome<unknown>,
): void {
  if (outcome.kind === 'keep') return;
  const events = outcome.kind === 'emit' ? outcome.events : NO_EVENTS;
  // All are made before the first is written: one that does not fit leaves nothing behind.
  const records = events.length === 0 ? NO_EVENTS : recordsOf(task, processor, keyState, events);
  const deadline = deadlineOf(processor, outcome.state);
  for (const [topic, record] of records) task.emit(topic, record);
  task.changed.mark(changeState(keyState, processor, outcome.state));
  settleDeadline(task, processor.name, keyState.key);
  queueAt(task, processor, keyState, deadline);
}

const NO_EVENTS: readonly never[] = [];

const recordsOf = (
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  events: readonly Emission[],
): readonly (readonly [string, NewRecord])[] =>
  events.map((emission) => [emission.event.topic, recordOf(task, processor, keyState, emission)]);

function recordOf(
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  { event, body, part }: Emission,
): NewRecord {
  if (part === undefined ? processor.parts !== undefined : !(processor.parts ?? []).includes(part))
    throw new Error(`${processor.name} does not declare part ${part ?? 'none'} of ${event.topic}`);
  const record = task.output.derive(processor.name, processor.version, event, body, part);
  failIfAstray(task, keyState.key, partTopic(event.topic, part), record);
  return record;
}
