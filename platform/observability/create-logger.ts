import { destination, pino, type Logger as Pino } from 'pino';
import type { LogContext, Logger } from '../core/logger.ts';

const STDERR = 2;

/**
 * A logger that writes one JSON object a line to stderr, so that stdout stays free for answers.
 * Lines are written before the call returns: a crash loses none of them.
 */
export function createLogger({ name, level }: { readonly name: string; readonly level: string }): Logger {
  return adapt(pino({ name, level }, destination({ dest: STDERR, sync: true })));
}

function adapt(log: Pino): Logger {
  return {
    debug: (message, context) => log.debug(context ?? {}, message),
    info: (message, context) => log.info(context ?? {}, message),
    warn: (message, context) => log.warn(context ?? {}, message),
    error: (message, context) => log.error(context ?? {}, message),
    child: (context: LogContext) => adapt(log.child(context)),
  };
}
