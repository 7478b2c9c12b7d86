import { emittedBy } from '../../core/define-set.ts';
import type { TaskSetting } from './task-context.ts';

/**
 * Whether something that follows from the record before offset `next` is written: under the topic that it goes to, or
 * null for a tick. A version that runs beside another one is silent while it is warmed up, and so are for ever the
 * folds that only hand over to it. What it cannot process is shown at any time: somebody has to see to it.
 */
export type Speech = (topic: string | null, next: number) => boolean;

/** How far a task speaks. */
export function speechOf({ set: { beside }, partition }: TaskSetting): Speech {
  if (beside === undefined) return () => true;
  const { fold, speaks } = beside;
  const dead = `${fold.name}.dead`;
  const spoken = new Set([...emittedBy(fold).map(({ topic }) => topic), dead, 'late']);
  const first = speaks[partition] ?? 0;
  return (topic, next) => topic === dead || (next > first && (topic === null || spoken.has(topic)));
}
