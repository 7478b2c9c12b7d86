import { exitCodeOf } from '../cli/commands/command-context.ts';
import { TachoError } from '../platform/core/errors.ts';

/** Aborted by the first Ctrl-C, so that everything is stopped in order; a second one ends this at once. */
export function interruption(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      const interrupted = new TachoError('interrupted', '');
      if (stop.signal.aborted) process.exit(exitCodeOf(interrupted));
      stop.abort(interrupted);
    });
  return stop.signal;
}
