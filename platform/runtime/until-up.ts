import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { backOff } from './back-off.ts';

/** Something that is waited for. */
export interface Awaitable<T> {
  /** What it is, for the log: `Kafka`. */
  readonly what: string;
  readonly connect: () => Promise<T>;
  readonly logger: Logger;
  /** Waiting ends with its reason when it is aborted. */
  readonly signal: AbortSignal;
}

/** Connects, however often it takes; says in the log what it waits for. Throws at once what no further try can heal. */
export async function untilUp<T>({ what, connect, logger, signal }: Awaitable<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await connect();
    } catch (error) {
      if (error instanceof TachoError && !ERRORS[error.code].retry) throw error;
      logger.warn(`waiting for ${what}: ${messageOf(error)}`);
      await backOff(attempt);
    }
  }
}
