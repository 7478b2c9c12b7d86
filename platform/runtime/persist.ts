import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { backOff } from './back-off.ts';

/** Tries until it works, saying so; gives up at once where the error says that no retry will help. */
export async function persist<T>(what: string, logger: Logger, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1)
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof TachoError && !ERRORS[error.code].retry) throw error;
      logger.warn(`${what} did not work yet, trying again`, { tries: tries + 1, reason: messageOf(error) });
      await backOff(tries);
    }
}
