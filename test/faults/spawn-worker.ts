import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Closable } from '../../platform/runtime/lifecycle.ts';
import { STOP_WITH_PARENT } from '../../platform/runtime/stop-with-parent.ts';
import { ownEnvironment } from '../support/own-environment.ts';

/** A worker process that things are done to. */
export interface FaultWorker extends Closable {
  /** How many lines so far hold a text. */
  hasSaid(text: string): number;
  /** Waits until so many lines hold a text, counted from its start; throws when it ends before that. */
  untilSaid(text: string, times?: number): Promise<void>;
  /** Resolves when it has ended, with the signal or the code of its end. */
  readonly ended: Promise<string>;
  /** Whether it has ended. */
  readonly isGone: boolean;
  /** Asks it to leave, and resolves when it has. */
  leave(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const LAST_WORDS = 15;

/** Starts a script as a worker that ends with this process; closing it kills it. */
export function spawnWorker(
  script: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): FaultWorker {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...ownEnvironment(), ...environment, [STOP_WITH_PARENT]: '1' },
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
  const ended = once(child, 'close').then(([code, by]: unknown[]) => {
    isGone = true;
    changed();
    return String(by ?? code);
  });
  const hasSaid = (text: string): number => said.filter((line) => line.includes(text)).length;
  signal.addEventListener('abort', changed, { once: true });

  return {
    hasSaid,
    ended,
    get isGone() {
      return isGone;
    },
    async untilSaid(text, times = 1) {
      while (hasSaid(text) < times) {
        signal.throwIfAborted();
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
  };
}

const tailOf = (said: readonly string[]): string => said.slice(-LAST_WORDS).join('\n');
