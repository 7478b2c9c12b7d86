import { nodeScript } from '../../platform/embedded/node-script.ts';
import type { TaskStep } from '../../platform/runtime/task-step.ts';
import type { Setting } from './arena.ts';
import { PARTITIONS } from './recording.ts';
import { spawnWorker, type FaultWorker } from './spawn-worker.ts';

/** A signal that a worker sends to itself, when it passes a step for the n-th time. */
export interface Fault {
  readonly step: TaskStep;
  readonly at: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** How short a worker may be out of sight before its partitions are given to others. */
export const SESSION_MS = 3000;

const SCRIPT = nodeScript(import.meta.url, './worker');

/** Starts a worker that folds the namespace of a scenario, with a fault in it or without. */
export function startWorker({ stack, namespace, lifecycle, signal }: Setting, fault?: Fault): FaultWorker {
  const environment = {
    KAFKA_BROKERS: stack.endpoints.kafkaBrokers,
    KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
    SCHEMA_REGISTRY_URL: stack.endpoints.registryUrl,
    TACHO_NAMESPACE: namespace,
    TACHO_PARTITIONS: String(PARTITIONS),
    ...(fault === undefined
      ? {}
      : { FAULT_STEP: fault.step, FAULT_AT: String(fault.at), FAULT_SIGNAL: fault.signal }),
  };
  return lifecycle.own(spawnWorker(SCRIPT, environment, signal));
}
