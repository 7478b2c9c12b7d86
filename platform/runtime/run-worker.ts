import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';

/** What a `main.ts` runs. */
export interface Worker {
  readonly name: string;
  /**
   * Opens everything, owned by the lifecycle; resolves with the line that says that the worker is up. What fails
   * later for good is told to `fail`.
   */
  readonly start: (
    lifecycle: Lifecycle,
    signal: AbortSignal,
    fail: (error: unknown) => void,
  ) => Promise<string>;
  readonly environment: NodeJS.ProcessEnv;
}

/** Set by a parent that ends its workers by closing their stdin, which also happens when it is killed. */
export const STOP_WITH_PARENT = 'TACHO_STOP_WITH_PARENT';

/** Closing waits for work under way, but not for ever for a server that does not answer. */
const CLOSE_WITHIN_MS = 15_000;
const EX_SOFTWARE = 70;

/**
 * Runs a worker until SIGTERM or SIGINT, then closes everything in reverse order and exits with 0; a second signal
 * ends it at once. A start that fails, or a failure for good later, closes what was opened, says one sentence on
 * stderr, and exits with the code of its error.
 */
export function runWorker({ name, start, environment }: Worker): void {
  const lifecycle = createLifecycle();
  const stopping = new AbortController();
  const say = (text: string): void => void process.stderr.write(`${name}: ${text}\n`);
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(EX_SOFTWARE);
    stopping.abort(new Error(`${name} was told to stop`));
    void leave(lifecycle, say, 0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (environment[STOP_WITH_PARENT] !== undefined) process.stdin.once('end', stop).resume();
  const fail = (error: unknown): void => {
    if (stopping.signal.aborted) return;
    say(messageOf(error));
    void leave(lifecycle, say, error instanceof TachoError ? ERRORS[error.code].exitCode : EX_SOFTWARE);
  };
  start(lifecycle, stopping.signal, fail).then((line) => void process.stdout.write(`${line}\n`), fail);
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
