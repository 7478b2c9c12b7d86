import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';

/** What a worker is given by its `main.ts`. */
export interface Worker {
  readonly logger: Logger;
  /** Opens everything, owned by the lifecycle; resolves with the line that says that the worker is up. */
  readonly start: (lifecycle: Lifecycle, signal: AbortSignal) => Promise<string>;
}

/** Closing waits for work under way, but not for a server that does not answer. */
const CLOSE_WITHIN_MS = 15_000;
const EX_SOFTWARE = 70;
const STOPPED = new Error('the worker was told to stop');

/**
 * Runs a worker until SIGTERM or SIGINT, then closes everything in reverse order and exits with 0. A start that
 * fails closes what it had opened, says one sentence, and exits with the code of its error.
 */
export function runWorker({ logger, start }: Worker): void {
  const lifecycle = createLifecycle();
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(EX_SOFTWARE);
    stopping.abort(STOPPED);
    void leave(lifecycle, logger, 0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  start(lifecycle, stopping.signal).then(
    (line) => void process.stdout.write(`${line}\n`),
    (error: unknown) => {
      if (stopping.signal.aborted) return;
      logger.error(messageOf(error), { err: error });
      void leave(lifecycle, logger, error instanceof TachoError ? ERRORS[error.code].exitCode : EX_SOFTWARE);
    },
  );
}

async function leave(lifecycle: Lifecycle, logger: Logger, exitCode: number): Promise<void> {
  setTimeout(() => {
    logger.error('closing took too long');
    process.exit(EX_SOFTWARE);
  }, CLOSE_WITHIN_MS).unref();
  try {
    await lifecycle.close();
  } catch (error) {
    logger.error('not everything could be closed', { err: error });
    exitCode ||= EX_SOFTWARE;
  }
  process.exit(exitCode);
}
