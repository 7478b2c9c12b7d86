import { hours } from '../../core/durations.ts';
import type { DecodedEvent } from '../../core/ports.ts';
import type { KeyState } from './key-state.ts';
import type { TaskContext } from './task-context.ts';

/** What was last heard of a key is written this seldom: states are forgotten after days. */
const HEARD_EVERY_MS = hours(1);

/** Notes when something was received of a key. */
export function hearKey(task: TaskContext, keyState: KeyState, { data: { receivedAt } }: DecodedEvent): void {
  if (receivedAt < keyState.heardAt + HEARD_EVERY_MS) return;
  keyState.heardAt = receivedAt;
  task.changed.mark(keyState);
}

/** The latest instant at which something may have been received of a key, UTC milliseconds. */
export const heardAtMost = ({ heardAt }: KeyState): number => heardAt + HEARD_EVERY_MS;
