import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import type { Log } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { runSet, type RunningSet } from '../../platform/runtime/run-set.ts';
import { processorSets } from '../../processors/index.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { codec } from './said.ts';

/** Folds the log of a namespace with all sets, as the worker does, but without a scheduler: its ticks are recorded. */
export const startFolding = (log: Log, namespace: string, partitions: number): RunningSet[] =>
  processorSets.map((set) =>
    runSet({
      set,
      names: namesIn(namespace),
      partitions,
      tick: TimePassed,
      log,
      codec,
      logger: silentLogger,
      metrics: noMetrics,
    }),
  );
