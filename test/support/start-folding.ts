import type { Log } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { type RunningSet } from '../../platform/runtime/run-set.ts';
import { processorSets } from '../../processors/index.ts';
import { foldSet } from './fold-set.ts';

/** Folds the log of a namespace with all sets, as the worker does, but without a scheduler: its ticks are recorded. */
export const startFolding = (log: Log, namespace: string, partitions: number): RunningSet[] =>
  processorSets.map((set) => foldSet({ set, log, names: namesIn(namespace), partitions }));
