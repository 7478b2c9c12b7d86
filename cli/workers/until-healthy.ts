import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TachoError } from '../../platform/core/errors.ts';
import type { Installation } from '../installation.ts';
import { healthPortName } from './health-port-name.ts';
import type { WorkerName } from './worker-process.ts';

/** A worker that has been started. */
export interface AwaitedWorker {
  readonly name: WorkerName;
  readonly settings: Installation;
  readonly logFile: string;
  readonly isRunning: () => boolean;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
}

const HEALTHY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;

/** Waits until a worker says that it is healthy; throws when it ends instead, or takes too long. */
export async function untilHealthy(worker: AwaitedWorker): Promise<void> {
  const { name, logFile } = worker;
  const giveUpAt = performance.now() + HEALTHY_WITHIN_MS;
  let answer = 'no answer yet';
  while (performance.now() < giveUpAt) {
    worker.signal?.throwIfAborted();
    if (!worker.isRunning())
      throw new TachoError('server-missing', `${name} ended at once: ${await lastLineOf(logFile)}`);
    answer = await healthOf(worker).catch(() => answer);
    if (answer === 'ok') return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new TachoError('server-missing', `${name} did not become healthy: ${answer}. See ${logFile}.`);
}

/** `ok`, or what the worker says is wrong; rejects while nothing listens. */
async function healthOf({ name, settings }: AwaitedWorker): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${settings[healthPortName(name)] ?? ''}/health`);
  if (!response.ok) return response.text();
  return (await listens(name, settings)) ? 'ok' : 'its API does not answer';
}

/** A worker may be healthy before its API listens. */
async function listens(name: WorkerName, settings: Installation): Promise<boolean> {
  const url =
    name === 'ingest' ? settings['INGEST_URL'] : name === 'reports' ? settings['REPORTS_URL'] : undefined;
  return url === undefined || (await fetch(`${url}/health`)).ok;
}

/** What a worker says last is why it ended. */
async function lastLineOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').at(-1) ?? '';
}
