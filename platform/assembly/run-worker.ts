import type { z } from 'zod';
import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { createLogger } from '../observability/create-logger.ts';
import { createMetrics, type MetricsRegistry } from '../observability/create-metrics.ts';
import { createLifecycle, type Lifecycle } from '../runtime/lifecycle.ts';
import { whenParentEnds } from '../runtime/stop-with-parent.ts';
import { whenToldToStop } from '../runtime/when-told-to-stop.ts';
import { readSettings } from '../settings/read-settings.ts';

/** What every worker has before it opens anything. */
export interface Worker<Settings> {
  readonly name: string;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  /** Owns what the worker opens. */
  readonly lifecycle: Lifecycle;
  /** Aborted when the worker is told to stop. */
  readonly signal: AbortSignal;
  /** Is told what fails for good after the start. */
  readonly fail: (error: unknown) => void;
}

/** What a `main.ts` runs. */
export interface WorkerPlan<Schema extends z.ZodType> {
  readonly name: string;
  readonly settings: Schema;
  /** Opens everything; resolves with the line that says that the worker is up. */
  readonly start: (worker: Worker<z.infer<Schema>>) => Promise<string>;
  readonly environment: NodeJS.ProcessEnv;
}

/** Closing waits for work under way, but not for ever for a server that does not answer. */
const CLOSE_WITHIN_MS = 15_000;
const EX_SOFTWARE = 70;

/**
 * Runs a worker until SIGTERM or SIGINT, then closes everything in reverse order and exits with 0; a second signal
 * ends it at once. A start that fails, or a failure for good later, closes what was opened, says one sentence on
 * stderr, and exits with the code of its error.
 */
export function runWorker<Schema extends z.ZodType<{ readonly LOG_LEVEL: string }>>(
  plan: WorkerPlan<Schema>,
): void {
  const { name, environment } = plan;
  const lifecycle = createLifecycle();
  const stopping = new AbortController();
  const { signal } = stopping;
  const say = (text: string): void => void process.stderr.write(`${name}: ${text}\n`);
  const stop = (): void => {
    if (signal.aborted) return;
    stopping.abort(new Error(`${name} was told to stop`));
    void leave(lifecycle, say, 0);
  };
  const fail = (error: unknown): void => {
    if (signal.aborted) return;
    say(messageOf(error));
    void leave(lifecycle, say, error instanceof TachoError ? ERRORS[error.code].exitCode : EX_SOFTWARE);
  };
  whenToldToStop(stop);
  whenParentEnds(environment, stop);
  begin(plan, { lifecycle, signal, fail }).then((line) => void process.stdout.write(`${line}\n`), fail);
}

async function begin<Schema extends z.ZodType<{ readonly LOG_LEVEL: string }>>(
  { name, settings: schema, start, environment }: WorkerPlan<Schema>,
  process: Pick<Worker<unknown>, 'lifecycle' | 'signal' | 'fail'>,
): Promise<string> {
  const settings = readSettings(schema, environment);
  const logger = createLogger({ name, level: settings.LOG_LEVEL });
  return start({ name, settings, logger, metrics: createMetrics(), ...process });
}

async function leave(lifecycle: Lifecycle, say: (text: string) => void, exitCode: number): Promise<void> {
  setTimeout(() => {
    say('closing took too long');
    process.exit(EX_SOFTWARE);
  }, CLOSE_WITHIN_MS).unref();
  try {
    await lifecycle.close();
  } catch (error) {
    for (const each of error instanceof AggregateError ? (error.errors as unknown[]) : [error])
      say(`closing: ${messageOf(each)}`);
    process.exit(exitCode || EX_SOFTWARE);
  }
  process.exit(exitCode);
}
