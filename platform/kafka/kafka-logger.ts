import { logLevel, type logCreator } from 'kafkajs';
import type { Logger } from '../core/logger.ts';

/**
 * Routes the client's own log. Its errors become debug lines: it says ERROR of ordinary retries
 * ("concurrent operation", "coordinator is loading"), and what is final reaches the caller as an exception.
 */
export const kafkaLogger =
  (logger: Logger): logCreator =>
  () =>
  ({ level, namespace, log }) => {
    const { error, groupId } = log as { readonly error?: unknown; readonly groupId?: unknown };
    const context = { client: 'kafkajs', namespace, error, groupId };
    if (level === logLevel.ERROR || level === logLevel.WARN) logger.debug(log.message, context);
  };
