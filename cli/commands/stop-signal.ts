import { once } from 'node:events';
import { TachoError } from '../../platform/core/errors.ts';
import { whenToldToStop } from '../../platform/runtime/when-told-to-stop.ts';
import { say } from './command-context.ts';

/** Aborted at the first Ctrl-C or SIGTERM; a second one ends the process at once, and with it all that it started. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  whenToldToStop(() => {
    say('stopping; Ctrl-C again ends it at once');
    stopping.abort(new TachoError('interrupted', ''));
  });
  return stopping.signal;
}

/** Resolves when the signal is aborted, at once if it has been. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
