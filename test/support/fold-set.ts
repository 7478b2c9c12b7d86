import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import type { Log } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { runSet, type RunningSet } from '../../platform/runtime/run-set.ts';
import type { OnStep } from '../../platform/runtime/task-step.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { codec } from './said.ts';
import { SHORT_PAUSES } from './short-pauses.ts';

/** What of a set's runtime differs from test to test. */
export interface FoldingSet {
  readonly set: ProcessorSet;
  readonly log: Log;
  readonly names: Names;
  readonly partitions: number;
  readonly onStep?: OnStep;
}

/** Runs a set as one more member of its group, as the worker does but with shorter pauses, and without a word. */
export const foldSet = (given: FoldingSet): RunningSet =>
  runSet({
    ...given,
    ...{ tick: TimePassed, codec, logger: silentLogger, metrics: noMetrics, pauses: SHORT_PAUSES },
  });
