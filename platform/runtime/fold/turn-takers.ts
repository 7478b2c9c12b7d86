import type { Processor } from '../../core/define-processor.ts';
import type { Fold } from '../../core/define-set.ts';
import { countsOf, type FoldCounts, type TaskCounts } from './fold-counts.ts';

/** Processors that wait for the same while before they see an event, with what is counted of them. */
export interface TurnTakers {
  readonly graceMs: number;
  readonly processors: readonly Processor[];
  readonly counts: readonly FoldCounts[];
}

/** Those that see an event only when it is its turn, by the name of the event. */
export function turnTakersByEvent(
  folds: readonly Fold[],
  counts: TaskCounts,
): ReadonlyMap<string, readonly TurnTakers[]> {
  const names = new Set(folds.flatMap((fold) => (fold.kind === 'processor' ? Object.keys(fold.on) : [])));
  return new Map(Array.from(names, (name) => [name, turnTakersOf(name, folds, counts)]));
}

function turnTakersOf(name: string, folds: readonly Fold[], counts: TaskCounts): readonly TurnTakers[] {
  const byGrace = new Map<number, Processor[]>();
  for (const fold of folds)
    if (fold.kind === 'processor' && fold.graceMs !== undefined && fold.on[name] !== undefined)
      byGrace.set(fold.graceMs, [...(byGrace.get(fold.graceMs) ?? []), fold]);
  return Array.from(byGrace, ([graceMs, processors]) => ({
    graceMs,
    processors,
    counts: processors.map((processor) => countsOf(counts, processor)),
  }));
}
