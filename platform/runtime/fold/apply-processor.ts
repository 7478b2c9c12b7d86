import type { Processor } from '../../core/define-processor.ts';
import type { Outcome } from '../../core/outcomes.ts';
import { stateOf, type KeyState } from './key-state.ts';
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
export function visitState(task: TaskContext, deadline: TaskDeadline & { readonly kind: 'state' }): void {
  const { processor, keyState, at } = deadline;
  if (keyState.queuedAt.get(processor.name) !== at) return;
  keyState.queuedAt.delete(processor.name);
  const state = stateOf(keyState, processor) as never;
  if (processor.onDeadline !== undefined && processor.deadline?.(state) === at)
    follow(task, processor, keyState, processor.onDeadline(state, at));
  else queueDeadline(task, processor, keyState);
}

/** Puts the deadline of a state into the queue, unless an earlier one is there that will look again. */
export function queueDeadline(task: TaskContext, processor: Processor, keyState: KeyState): void {
  const at = processor.deadline?.(stateOf(keyState, processor) as never) ?? null;
  if (at === null || at >= (keyState.queuedAt.get(processor.name) ?? Infinity)) return;
  keyState.queuedAt.set(processor.name, at);
  task.deadlines.push({ kind: 'state', at, key: keyState.key, order: processor.name, processor, keyState });
}

function follow(
  task: TaskContext,
  processor: Processor,
  keyState: KeyState,
  outcome: Outcome<unknown>,
): void {
  if (outcome.kind === 'keep') return;
  const records =
    outcome.kind === 'emit'
      ? outcome.events.map(({ event, body }) => ({
          noun: event.topic,
          record: task.output.derive(processor.name, processor.version, event, body),
        }))
      : [];
  for (const { noun, record } of records) task.emit(noun, record);
  keyState.states.set(processor.name, outcome.state);
  task.changed.mark(keyState);
  queueDeadline(task, processor, keyState);
}
