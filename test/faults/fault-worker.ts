import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Closable } from '../../platform/runtime/lifecycle.ts';
import { STOP_WITH_PARENT } from '../../platform/runtime/run-worker.ts';
import type { TaskStep } from '../../platform/runtime/task-step.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import type { Setting } from './arena.ts';
import { PARTITIONS } from './recording.ts';

/** A signal that a worker sends to itself, when it passes a step for the n-th time. */
export interface Fault {
  readonly step: TaskStep;
  readonly at: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** A process that folds the telemetry of a namespace. */
export interface FaultWorker extends Closable {
  /** How many lines so far hold a text. */
  hasSaid(text: string): number;
  /** Waits until so many lines hold a text, counted from its start; throws when it ends before that. */
  untilSaid(text: string, times?: number): Promise<void>;
  /** Resolves when it has ended, with the signal or the code of its end. */
  readonly ended: Promise<string>;
  /** Asks it to leave, and resolves when it has. */
  leave(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** How short a worker may be out of sight before its partitions are given to others. */
export const SESSION_MS = 3000;

const PROGRAM = fileURLToPath(new URL('./worker.ts', import.meta.url));
const LAST_WORDS = 15;

/** Starts a worker on the namespace of a scenario, with a fault in it or without; closing it kills it. */
export function startWorker(setting: Setting, fault?: Fault): FaultWorker {
  const { endpoints } = setting.stack;
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      ...ownEnvironment(),
      KAFKA_BROKERS: endpoints.kafkaBrokers,
      KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
      SCHEMA_REGISTRY_URL: endpoints.registryUrl,
      TACHO_NAMESPACE: setting.namespace,
      TACHO_PARTITIONS: String(PARTITIONS),
      [STOP_WITH_PARENT]: '1',
      ...(fault === undefined
        ? {}
        : { FAULT_STEP: fault.step, FAULT_AT: String(fault.at), FAULT_SIGNAL: fault.signal }),
    },
  });
  const said: string[] = [];
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  let isGone = false;
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    changed();
  });
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    isGone = true;
    changed();
    return String(signal ?? code);
  });
  const hasSaid = (text: string): number => said.filter((line) => line.includes(text)).length;
  setting.signal.addEventListener('abort', changed, { once: true });

  return setting.lifecycle.own({
    hasSaid,
    ended,
    async untilSaid(text, times = 1) {
      while (hasSaid(text) < times) {
        setting.signal.throwIfAborted();
        if (isGone) throw new Error(`a worker ended before it said "${text}":\n${tailOf(said)}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async leave() {
      child.kill('SIGTERM');
      const how = await ended;
      if (how !== '0')
        throw new Error(`a worker that was asked to leave ended with ${how}:\n${tailOf(said)}`);
    },
    signal: (name) => void child.kill(name),
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  });
}

const tailOf = (said: readonly string[]): string => said.slice(-LAST_WORDS).join('\n');
