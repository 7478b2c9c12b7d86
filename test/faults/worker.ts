import { writeSync } from 'node:fs';
import { z } from 'zod';
import { openWorkerLog } from '../../platform/assembly/open-worker-log.ts';
import { runWorker, type Worker } from '../../platform/assembly/run-worker.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { runSet } from '../../platform/runtime/run-set.ts';
import type { TaskStep } from '../../platform/runtime/task-step.ts';
import { untilUp } from '../../platform/runtime/until-up.ts';
import { healthSettings, logSettings } from '../../platform/settings/settings.ts';
import { processorSets } from '../../processors/index.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { allTopics } from '../support/all-topics.ts';
import { SHORT_PAUSES } from '../support/short-pauses.ts';
import { PARTITIONS } from './recording.ts';

// The processors' worker as `processors/main.ts` makes it, but without a scheduler, since the ticks are part of the
// recorded log, with short pauses between transactions, and with a signal to itself in its work, where the environment
// asks for one.

const STDERR = 2;

const workerSettings = logSettings.extend(healthSettings.shape).extend({
  /** The step at which the worker sends itself the signal, */
  FAULT_STEP: z.string().default(''),
  /** when it passes it for the n-th time, over all its tasks. */
  FAULT_AT: z.coerce.number().int().positive().default(1),
  FAULT_SIGNAL: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
});

runWorker({ name: 'fault-worker', settings: workerSettings, start, environment: process.env });

async function start(worker: Worker<z.infer<typeof workerSettings>>): Promise<string> {
  const { settings, logger, lifecycle, signal } = worker;
  const names = namesIn(settings.TACHO_NAMESPACE);
  const { log, codec } = await openWorkerLog(worker, { events, written: events, upcasters });
  const connect = (): Promise<void> => log.admin.ensureTopics(allTopics(names, PARTITIONS));
  await untilUp({ what: 'the topics', connect, logger, signal });
  const onStep = signalAt(settings);
  const partitions = settings.TACHO_PARTITIONS;
  for (const set of processorSets)
    lifecycle.own(
      runSet({
        ...{ set, names, partitions, tick: TimePassed, log, codec, logger, metrics: noMetrics, onStep },
        pauses: SHORT_PAUSES,
      }),
    );
  return 'the worker runs';
}

/** The last word is written before the signal, since afterwards there is nobody to write it. */
function signalAt({ FAULT_STEP, FAULT_AT, FAULT_SIGNAL }: z.infer<typeof workerSettings>) {
  let passed = 0;
  return (step: TaskStep, partition: number): void => {
    if (step !== FAULT_STEP || (passed += 1) !== FAULT_AT) return;
    writeSync(STDERR, `${JSON.stringify({ msg: `${FAULT_SIGNAL} at ${step}`, partition })}\n`);
    process.kill(process.pid, FAULT_SIGNAL);
  };
}
