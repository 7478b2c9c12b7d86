import type { Summary } from '../../core/define-summary.ts';
import { identityPieceOf } from './apply-event.ts';
import { queueDeadline } from './apply-processor.ts';
import { keepOpen } from './apply-summary.ts';
import { createKeyState, keyStateOf } from './key-state.ts';
import { parseSegmentKey } from './segment-key.ts';
import type { TaskContext } from './task-context.ts';
import { createWindowSegment, hasOpenWindows } from './window-segment.ts';

/** Fills a task with the segments of its changelog, the newest of each, and queues their deadlines. */
export function restoreTask(task: TaskContext, segments: ReadonlyMap<string, Buffer>): void {
  const summaries = new Map(
    task.set.folds.flatMap((fold) => (fold.kind === 'summary' ? [[fold.name, fold]] : [])),
  );
  // States first: a key's segments hang on it.
  for (const [name, bytes] of segments) {
    const address = parseSegmentKey(name);
    if (address.kind === 'key') task.keys.set(address.key, createKeyState(address.key, bytes));
  }
  for (const [name, bytes] of segments) {
    const address = parseSegmentKey(name);
    if (address.kind === 'identities')
      identityPieceOf(keyStateOf(task.keys, address.key), address.start, bytes);
    if (address.kind === 'windows') restoreWindows(task, summaries.get(address.fold), address, bytes);
  }
  for (const keyState of task.keys.values())
    for (const fold of task.set.folds) if (fold.kind === 'processor') queueDeadline(task, fold, keyState);
}

function restoreWindows(
  task: TaskContext,
  summary: Summary | undefined,
  address: { readonly kind: 'windows'; readonly fold: string; readonly key: string; readonly start: number },
  bytes: Buffer,
): void {
  if (summary === undefined)
    throw new Error(`the changelog holds windows of ${address.fold}, which the set lacks`);
  const keyState = keyStateOf(task.keys, address.key);
  const segment = createWindowSegment(address, bytes);
  const segments = keyState.windows.get(summary.name) ?? new Map<number, typeof segment>();
  keyState.windows.set(summary.name, segments.set(address.start, segment));
  if (!hasOpenWindows(bytes)) return;
  for (const window of segment.all())
    if (!window.closed) keepOpen(task, summary, { keyState, segment, window });
}
